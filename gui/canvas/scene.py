"""The scene: one item per block and per gap, kept by block id, updated from the project and then from each frame."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsScene

from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT, Recipe
from gui.canvas.diagram.diagram import Diagram, DiagramLayer, EndNames, diagram_of
from gui.canvas.diagram.fitting import fitting_layout
from gui.canvas.diagram.geometry import WIDTH, Layout, arrange, inputs_form, links_drawn
from gui.canvas.diagram.selection import Selection
from gui.canvas.frame_renderer import FrameRenderer
from gui.canvas.items.block_face import Face
from gui.canvas.items.block_item import BlockItem
from gui.canvas.items.bracket_item import BracketItem
from gui.canvas.items.highlight import Highlight
from gui.canvas.items.hints import Hints
from gui.canvas.items.inputs_item import InputsItem, names_width
from gui.canvas.items.link_curves import Gap
from gui.canvas.items.links_item import LinksItem
from gui.canvas.numbers.numbers_item import NumbersItem
from gui.canvas.stage.stage_item import StageItem
from gui.style.theme import current
from gui.training.frame import Frame

LIFTED = 10.0  # z of a block that is being dragged


class NetworkScene(QGraphicsScene):
    """Changes by `set_recipe`, `show_frame`, `open_gap`, `lift` and `mark`."""

    def __init__(self, recipe: Recipe) -> None:
        super().__init__()
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._shown = recipe, frozenset[int]()  # the network, and which layers are unfolded
        self.diagram: Diagram = diagram_of(recipe, EndNames())
        self.layout: Layout = arrange(self.diagram, 0.0)
        self.blocks: dict[int, BlockItem] = {}
        self.links: dict[int, LinksItem] = {}  # by the block they lead to
        self.inputs = InputsItem(self.diagram.ends.inputs, inputs_form(self.diagram, 0.0, 0.0))
        self.hints = Hints()
        self.renderer = FrameRenderer(self.blocks, self.links, self.inputs)
        self.highlight = Highlight(self.blocks, self.links, self.inputs)
        self._lifted: tuple[int, ...] = ()
        self._gap: tuple[int, float, str] | None = None
        self._text = 1.0  # the scale of the texts
        self._verdict: tuple[int | None, str] = (None, "")  # the block that the doctor's first verdict is about, and the verdict
        self.bracket = BracketItem()
        self._bracketed: tuple[int, ...] = ()  # the selected layers, below the bracket
        self.stage = StageItem(self.links)
        self.numbers = NumbersItem(self.links, lambda: bool(self.stage.numbers))
        for item in (self.inputs, self.bracket, self.numbers, self.stage, *self.hints.items):
            self.addItem(item)
        self.retheme()
        self.set_recipe(recipe)
        self.numbers.changed.connect(self._arrange)

    def set_recipe(self, recipe: Recipe, unfolded: frozenset[int] = frozenset()) -> None:
        """Show this network. Numbers of the last frame stay where shapes still fit."""
        self._shown = recipe, unfolded
        frame = self.renderer.frame
        ends = EndNames.of(frame.snapshot) if frame is not None and frame.snapshot is not None else self.diagram.ends
        self.diagram = diagram_of(recipe, ends.of_recipe(recipe), unfolded)
        self._match_items()
        self._arrange()

    def show_frame(self, frame: Frame) -> bool:
        """Draw a frame. True when the names at the network's ends changed with it, so that everything moved."""
        if frame.snapshot is not None and EndNames.of(frame.snapshot).of_recipe(self._shown[0]) != self.diagram.ends:
            self.renderer.frame = frame
            self.set_recipe(*self._shown)
            return True
        self.renderer.show(frame, self.diagram)
        self.numbers.show_frame(frame, self.diagram)
        self.hints.show_problem(self.layout, frame)
        return False

    def show_verdict(self, block_id: int | None, text: str) -> None:
        """Mark the block that the doctor's first verdict is about, and no other; None for none."""
        self._verdict = block_id, text
        for layer in self.diagram.layers:
            item = self.blocks[layer.id]
            item.back.set(face=face_of(self.diagram, layer, self._verdict))

    def fit_into(self, width: float, height: float, wanted: float) -> Layout:
        """Lay the row out for so much room: texts should be `wanted` times as large as at first in it. While something is dragged
        the row stays as it is.
        """
        if self._gap is None and not self._lifted:
            names = self.diagram.ends.inputs
            fitted = fitting_layout(
                lambda text: arrange(self.diagram, names_width(names, text), text=text, extra=self.numbers.room),
                width,
                height,
                wanted,
            )
            if fitted.text != self._text:
                self._text = fitted.text
                self._arrange()
        return self.layout

    def open_gap(self, index: int | None, text: str, room: float = WIDTH) -> None:
        """Hold room open before position `index` of the blocks that stay, with a text in it; None closes it."""
        gap = None if index is None else (index, room, text)
        if self._gap != gap:
            self._gap = gap
            self._arrange()

    def lift(self, block_ids: tuple[int, ...]) -> None:
        """Take blocks out of the row to be dragged, the first on top; none puts all back and closes the gap."""
        for block_id in self._lifted:
            if block_id in self.blocks:
                self.blocks[block_id].setZValue(0)
        self._lifted, self._gap = block_ids, None
        for under, block_id in enumerate(block_ids):
            self.blocks[block_id].setZValue(LIFTED - under / 100)
        self._arrange()

    def drag_bracket(self, block_ids: tuple[int, ...], text: str = "", refused: bool = False) -> None:
        """Span the bracket over these layers while it is dragged, with what it will do as text; none: back over the selected."""
        if not block_ids:
            self.hints.outcome.set("")
            self._place_bracket()
            return
        run = self.layout.run(block_ids)
        self.bracket.span(run, dragged=True, refused=refused)
        self.hints.outcome.set(text, run, self.layout.bounds, tone="warning" if refused else "accent", scale=self._text)

    def block_at(self, at: QPointF) -> int | None:
        """The id of the block under a point, INPUT for the inputs column, or None."""
        for block_id, item in self.blocks.items():
            if item.contains(item.mapFromScene(at)):
                return block_id
        return INPUT if self.inputs.contains(self.inputs.mapFromScene(at)) else None

    def mark(self, selection: Selection, focused: bool) -> None:
        """Show which blocks are selected, and which one has the keyboard focus, if the canvas has it."""
        current = selection.current
        self.inputs.set(current == INPUT, current == INPUT and focused)
        for block_id, item in self.blocks.items():
            item.back.set(selected=block_id in selection, focused=block_id == current and focused)
        self._bracketed = selection.of([layer.id for layer in self.diagram.hidden])
        self._place_bracket()

    def _place_bracket(self) -> None:
        """Over the selected layers if they are neighbours; not over a single residual block, which is one already."""
        ids, hidden = self._bracketed, [place.id for place in self.layout.places[1:-1]]
        at = hidden.index(ids[0]) if ids and ids[0] in hidden else 0
        fits = bool(ids) and tuple(hidden[at : at + len(ids)]) == ids and self._gap is None and not self._lifted
        alone = len(ids) == 1 and any(layer.id == ids[0] and layer.holds_layers for layer in self.diagram.hidden)
        self.bracket.span(self.layout.run(ids) if fits and not alone else None)

    def retheme(self) -> None:
        self.setBackgroundBrush(QColor(current().surface))
        self.renderer.redraw(self.diagram)
        for item in self.blocks.values():
            item.back.update()
        self.update()

    def _match_items(self) -> None:
        """One block item per layer and one links item before it; items of layers that are gone are removed."""
        wanted = [layer.id for layer in self.diagram.layers]
        for block_id in [one for one in self.blocks if one not in wanted]:
            self.removeItem(self.blocks.pop(block_id))
            self.removeItem(self.links.pop(block_id))
        for layer in self.diagram.layers:
            if layer.id not in self.blocks:
                form = self.layout.places[-1].form
                self.blocks[layer.id] = BlockItem(face_of(self.diagram, layer, self._verdict), form)
                self.links[layer.id] = LinksItem()
                self.addItem(self.blocks[layer.id])
                self.addItem(self.links[layer.id])
        self._lifted = tuple(block_id for block_id in self._lifted if block_id in wanted)

    def _arrange(self) -> None:
        index, room, landing = self._gap or (None, WIDTH, "")
        width = names_width(self.diagram.ends.inputs, self._text)
        self.layout = arrange(self.diagram, width, self._lifted, index, room, self._text, self.numbers.room)
        for place in self.layout.places:
            if place.id == INPUT:
                self.inputs.reshape(self.diagram.ends.inputs, place.form)
                self.inputs.setPos(place.x, place.y)
            else:
                layer = self.diagram.layer(place.id)
                item = self.blocks[layer.id]
                item.reshape(face_of(self.diagram, layer, self._verdict), place.form)
                item.setPos(place.x, place.y)
        self._place_links()
        self._place_bracket()
        self.renderer.redraw(self.diagram)
        self.highlight.refresh(self.diagram)
        self.stage.follow(self.layout)
        self.numbers.follow(self.diagram, self.layout)
        self.numbers.show_frame(self.renderer.frame, self.diagram)
        self.hints.place(self.layout, landing, calm=self.numbers.is_on)
        self.hints.show_problem(self.layout, self.renderer.frame)

    def _place_links(self) -> None:
        for item in self.links.values():
            item.setVisible(False)
        most = links_drawn(self.diagram)
        for before, place in zip(self.layout.places, self.layout.places[1:], strict=False):
            item, layer = self.links[place.id], self.diagram.layer(place.id)
            starts, ends = before.form.ports + before.y, place.form.ports + place.y
            if len(starts) != layer.units_in:
                continue  # the block between the two is being dragged
            left, right = before.x + before.form.out_x, place.x + place.form.in_x
            if layer.has_neurons:
                item.place(Gap(left, right, starts, ends, False, place.y + place.form.band[1], most, self._text))
            else:
                item.place(Gap(left, right, starts, starts, True, 0.0))
            item.setVisible(True)


def face_of(diagram: Diagram, layer: DiagramLayer, verdict: tuple[int | None, str]) -> Face:
    """What is written on a layer's block; `verdict` is the doctor's first one, with the block that it is about."""
    classes = diagram.ends.outputs if layer.id == OUTPUT else ()
    return Face(layer, diagram.batch, diagram.link, classes, verdict[1] if layer.id == verdict[0] else "")
