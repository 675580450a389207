"""The page of the dashboard: one row, its path and content."""

import pandas as pd
from traveltide.dashboard import read_colours, read_panels, render_page


def model(dbt, session):  # noqa: ANN001, ANN201
    """Wire panels and colours to the page."""
    listed = dbt.ref("dashboard_panels")
    colours = dbt.ref("dashboard_colours")
    vega = dbt.ref("dashboard_vega")
    title = dbt.config.meta_get("title")
    pages = dbt.config.meta_get("pages")
    panels = read_panels(listed, session, {page["key"] for page in pages})
    ((script,),) = vega.fetchall()
    page = render_page(title, pages, panels, read_colours(colours), script)
    return pd.DataFrame({"path": ["index.html"], "content": [page]})
