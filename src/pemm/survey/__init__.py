"""The survey: many respondents' answers, counted once, and shown so that nobody can be picked out.

`counting` counts, `figures` says what follows from counts, `survey` is the published value, `publishing`
decides what may be shown, `surveyfile` is its file, `gathering` and its readers bring the respondents.
"""
