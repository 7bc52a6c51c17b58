"""The pages of the board: a scope with those below it, and the rows behind a figure."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from sheets_sync.schema import Tab, View
from web.board.figures import Figures, read_figures, worst_first
from web.board.rows import Question, read_page
from web.context import gridbook, mirror_rows
from web.identity import known_identity, page_required
from web.scopes import ScopeTree
from web.shown import STALE_AFTER

board = Blueprint(
    "board",
    __name__,
    url_prefix="/board",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)


@board.get("/")
@page_required("board")
def first() -> ResponseReturnValue:
    """The top of what one may see; several tops as a list."""
    own = known_identity().scope
    roots = (own,) if own else _tree().children(None)
    if len(roots) == 1:
        return _scope_page(roots[0])
    return _page(None, roots)


@board.get("/<scope>")
@page_required("board")
def show(scope: str) -> ResponseReturnValue:
    """One scope: its figures, and those of the scopes below it, the worst first."""
    return _scope_page(_allowed(scope))


@board.get("/<scope>/<tab>.<view>")
@page_required("board")
def rows(scope: str, tab: str, view: str) -> ResponseReturnValue:
    """The rows behind a figure."""
    key = _allowed(scope)
    found = _view(tab, view)
    tree = _tree()
    question = Question(known_identity(), *found, tree.subtree(key))
    page = read_page(mirror_rows(), question, request.args.get("page", 1, type=int))
    return render_template(
        "board/rows.html",
        scope=key,
        name=tree.title(key),
        path=_path(tree, key),
        tab=found[0],
        view=found[1],
        page=page,
    )


def _scope_page(key: str) -> ResponseReturnValue:
    return _page(key, _tree().children(key))


def _page(key: str | None, below: tuple[str, ...]) -> ResponseReturnValue:
    tree, engine = _tree(), mirror_rows()
    figures = read_figures(engine, below)
    own: Figures = read_figures(engine, [key]).get(key, ()) if key else ()
    sort = request.args.get("sort")
    return render_template(
        "board/scope.html",
        scope=key,
        name=tree.title(key) if key else "",
        path=_path(tree, key) if key else [],
        own=own,
        below=[(child, tree.title(child), figures[child]) for child in worst_first(figures, sort)],
        sort=sort,
        stale=gridbook().now() - gridbook().reader.snapshot().read_at > STALE_AFTER,
    )


def _tree() -> ScopeTree:
    """The tree as this request sees it; 404 where the workbook has no scopes and so no board."""
    mirror_rows()  # the mirror is opened first, so that tree and rows are of one reading or the tree is the newer
    if gridbook().package.scope is None:
        abort(404)
    return gridbook().reader.snapshot().scopes


def _allowed(key: str) -> str:
    """The key; 404 alike for a scope that is not there and for one that this person may not see."""
    scopes = known_identity().scopes
    if key not in _tree().parents or (scopes is not None and key not in scopes):
        abort(404)
    return key


def _view(tab_name: str, view_name: str) -> tuple[Tab, View]:
    tab = gridbook().package.by_name.get(tab_name)
    view = next((v for v in tab.views if v.name == view_name), None) if tab and tab.access else None
    if tab is None or view is None:
        abort(404)
    return tab, view


def _path(tree: ScopeTree, key: str) -> list[tuple[str, str]]:
    """The scopes above `key`, the top first, as far as this person may see them."""
    scopes = known_identity().scopes
    above: list[tuple[str, str]] = []
    parent = tree.parents.get(key)
    while parent and parent not in [seen for seen, _ in above] and (scopes is None or parent in scopes):
        above.insert(0, (parent, tree.title(parent)))
        parent = tree.parents.get(parent)
    return above
