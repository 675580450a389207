"""The three questions that an analyst asks of a release first."""

import marimo

app = marimo.App(app_title="First questions")


@app.cell
def _():
    import os

    import altair as alt
    import duckdb
    import marimo as mo

    published = os.environ.get("TRAVELTIDE_PUBLISHED", "published")
    release = duckdb.connect(f"{published}/traveltide.duckdb", read_only=True)
    users = alt.X("sum(users)", title="Users of the cohort")
    return alt, mo, release, users


@app.cell
def _(alt, mo, release, users):
    _perks = release.sql("""
        select segment_name, primary_perk_name as perk, count(*) as users
        from marts.user_perks where cohort_status = 'cohort' group by all
    """).df()
    _segment = alt.Y("segment_name", title="Segment", sort="-x")
    _bars = alt.Chart(_perks, mark="bar")
    by_segment = _bars.encode(users, _segment, color="perk")
    mo.vstack([mo.md("## Who gets which perk?"), by_segment])
    return (by_segment,)


@app.cell
def _(alt, mo, release, users):
    _users = release.sql("""
        select primary_perk_name as perk, confidence, count(*) as users
        from marts.user_perks where cohort_status = 'cohort' group by all
    """).df()
    _perk = alt.Y("perk", title="Perk", sort="-x")
    _bars = alt.Chart(_users, mark="bar")
    by_perk = _bars.encode(users, _perk, color="confidence")
    mo.vstack([mo.md("## How sure is the choice?"), by_perk])
    return (by_perk,)


@app.cell
def _(alt, mo, release):
    _sales = release.sql("from marts.monthly_performance").df()
    _usd = alt.Y("revenue", title="Revenue in US dollars")
    by_month = alt.Chart(_sales, mark="line").encode(
        alt.X("month", title="Month of booking"), _usd, color="product"
    )
    mo.vstack([mo.md("## How does revenue develop?"), by_month])
    return (by_month,)


if __name__ == "__main__":
    app.run()
