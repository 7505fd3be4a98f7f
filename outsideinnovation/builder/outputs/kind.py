"""What a kind of output is: which outputs of it a site has, what each is made of, and how it is rendered.

A new kind is one module with a subclass of ``OutputKind``, and a line in ``kinds``.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from outsideinnovation.builder.outputs.plan import SitePlan
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.urls import makers
from outsideinnovation.builder.urls.makers import Maker
from outsideinnovation.configuration import Configuration

if TYPE_CHECKING:
    from outsideinnovation.builder.outputs.fingerprints import Fingerprints
    from outsideinnovation.builder.outputs.renderer import Renderer

PlacedComment = tuple[str, str]  # the path of a post, and the id of a comment on it
NewestComments = Callable[[int], tuple[PlacedComment, ...]]  # so many of the newest comments on live posts


@dataclass(frozen=True, slots=True)
class RecipeSources:
    """What recipes are planned from: the plan of posts and pages, the weights of posts in feeds, and the newest comments.

    ``related`` names for the path of a post those of the posts most like it; ``commented`` are the ids of posts that have
    comments.
    """

    plan: SitePlan
    weights: Mapping[str, int]
    newest_comments: NewestComments
    related: Mapping[str, Sequence[str]]
    commented: Container[str]
    shows_recent_comments: bool


class OutputKind(ABC):
    """One kind of output. Whatever its template shows comes from ``render``, and all of that is covered by ``inputs``."""

    name: str
    shows_comments: ClassVar[bool] = False  # says how many comments a post has, or shows them
    shows_text: ClassVar[bool] = False  # shows words of a post or page
    newest_comments: ClassVar[str | None] = None  # the output that lists the newest comments of all posts, if one does

    @abstractmethod
    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield the recipe of every output of this kind that the site has."""

    @abstractmethod
    def render(self, recipe: Recipe, renderer: "Renderer") -> dict[str, bytes]:
        """Return the outputs of *recipe* by their paths."""

    def outputs(self, recipe: Recipe) -> Sequence[str]:
        """Return the paths of the outputs that *recipe* makes."""
        return (recipe.name,)

    def template(self, recipe: Recipe) -> str:
        """Return the name of the theme's template behind *recipe*, or nothing where there is none."""
        del recipe
        return ""

    def inputs(self, recipe: Recipe, known: "Fingerprints") -> Iterable[str]:
        """Return what *recipe* is made of besides its own values and its template."""
        del recipe, known
        return ()

    def maker(self, recipe: Recipe, content: str) -> Maker:
        """Return who makes the outputs of *recipe*, as others are told who want their addresses; *content* is the folder."""
        del recipe, content
        return makers.LIST

    def refreshed(self, recipe: Recipe, newest: NewestComments, settings: Configuration) -> Recipe:
        """Return *recipe* with the comments that are the *newest* now; only asked for ``newest_comments``."""
        del newest, settings
        return recipe


class SinglePage(OutputKind):
    """A page that a site has once and nobody wrote; its template has the name of the kind, unless ``template_name`` says."""

    template_name: ClassVar[str] = ""

    def template(self, recipe: Recipe) -> str:
        """Return its template."""
        del recipe
        return self.template_name or self.name

    def maker(self, recipe: Recipe, content: str) -> Maker:
        """Return the build, which makes this page."""
        del recipe, content
        return makers.PAGE
