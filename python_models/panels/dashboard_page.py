"""The page of the dashboard: one row, its path and content."""

import pandas as pd
from traveltide.dashboard import draw_page


def model(dbt, session):  # noqa: ANN001, ANN201
    """Wire panels and colours to the page."""
    listed = dbt.ref("dashboard_panels")
    colours = dbt.ref("dashboard_colours")
    vega = dbt.ref("dashboard_vega")
    title = dbt.config.meta_get("title")
    pages = dbt.config.meta_get("pages")
    ((script,),) = vega.fetchall()
    note = dbt.config.meta_get("note")
    page, problem = draw_page(
        title, pages, listed, session, colours, script, note
    )
    row = {"path": "index.html", "content": page, "problem": problem}
    return pd.DataFrame([row]).astype("string")
