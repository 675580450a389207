"""The dashboard: one row per file of it, path and content."""

import pandas as pd
from traveltide.dashboard import read_colours, read_panels, render_page


def model(dbt, session):  # noqa: ANN001, ANN201
    """Wire panels and colours to the page, and add the files of users."""
    listed = dbt.ref("dashboard_panels")
    colours = dbt.ref("dashboard_colours")
    user_files = dbt.ref("dashboard_user_files")
    title = dbt.config.meta_get("title")
    pages = dbt.config.meta_get("pages")
    panels = read_panels(listed, session, {page["key"] for page in pages})
    page = render_page(title, pages, panels, read_colours(colours))
    index = pd.DataFrame({"path": ["index.html"], "content": [page]})
    return session.from_df(index).union(user_files.project("path, content"))
