"""Puts a frame's numbers on the items: maps, weights, biases, gradients. Numbers whose block or shape has changed are not."""

from __future__ import annotations

import math

from engine.inspection.snapshot import Snapshot
from engine.inspection.surfaces.neuron_maps import NeuronMaps
from engine.network.parameter_layout import arrays_of
from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.diagram import Diagram, fitting
from gui.canvas.items.block_item import BlockItem
from gui.canvas.items.hints import BlockProblem
from gui.canvas.items.inputs_item import InputsItem, input_maps
from gui.canvas.items.links_item import LinksItem
from gui.training.frame import Frame


class FrameRenderer:
    """Keeps the frame on show, to draw it again when the network changes."""

    def __init__(self, blocks: dict[int, BlockItem], links: dict[int, LinksItem], inputs: InputsItem) -> None:
        self._blocks, self._links, self._inputs = blocks, links, inputs
        self.frame: Frame | None = None
        self._inputs_of: tuple[object, ...] = ()  # what the inputs' maps were drawn from

    @property
    def is_trained(self) -> bool:
        """Whether the network on show has taken a step, so that there is something to lose."""
        return self.frame is not None and self.frame.snapshot is not None and self.frame.snapshot.step > 0

    def show(self, frame: Frame, diagram: Diagram) -> None:
        """Draw a frame; nothing when it is the one on show."""
        before, self.frame = self.frame, frame
        if before is not None and before.snapshot is frame.snapshot:
            self._mark_problem(frame)
        else:
            self.redraw(diagram)

    def redraw(self, diagram: Diagram) -> None:
        """Draw the frame on show again, on the network as it is now."""
        if self.frame is None:
            return
        self._mark_problem(self.frame)
        snapshot = self.frame.snapshot
        if snapshot is None:
            return
        fits = fitting(diagram, snapshot)
        for layer in diagram.layers:
            self._show_block(layer.id, snapshot, fits.get(layer.id))
        if diagram.ends.inputs == snapshot.data.feature_names:
            self._show_inputs(snapshot)

    def _show_block(self, block_id: int, snapshot: Snapshot, at: int | None) -> None:
        block, links = self._blocks[block_id], self._links[block_id]
        block.biases, block.gradient = None, math.nan
        block.atlas.fill(None)
        weights = None
        if at is not None:
            arrays = arrays_of(snapshot.layers[at], snapshot.theta)
            weights, block.biases = arrays.get("weights"), arrays.get("biases")
            block.gradient = float(snapshot.gradients[at, 0])
            self._fill_maps(block, snapshot)
        if links.isVisible() and links.gap is not None:
            links.set_weights(weights if weights is not None and weights.shape == links.gap.shape else None)
        block.update()

    def _fill_maps(self, block: BlockItem, snapshot: Snapshot) -> None:
        """The output shows its predictions: probabilities where the loss turns its scores into such."""
        found = snapshot.find(NeuronMaps)
        maps = found.layers.get(block.face.layer.id) if found is not None else None
        if maps is None or not block.face.layer.has_neurons:
            return
        shown = maps[: len(block.form.cells)]
        if block.face.layer.id == OUTPUT:
            scores = maps.reshape(len(maps), -1)
            linked = snapshot.recipe.loss.link(scores)
            block.shows_probabilities = linked is not scores
            if block.shows_probabilities:
                shown = (2 * linked - 1).reshape(maps.shape)[: len(block.form.cells)]
        block.atlas.fill(shown)

    def _show_inputs(self, snapshot: Snapshot) -> None:
        found = snapshot.find(NeuronMaps)
        axes = found.axes if found is not None else tuple(range(min(2, snapshot.data.inputs)))
        drawn_from = snapshot.data, axes
        if drawn_from == self._inputs_of:
            return
        self._inputs_of = drawn_from
        self._inputs.atlas.fill(input_maps(snapshot.data, axes))
        self._inputs.update()

    def _mark_problem(self, frame: Frame) -> None:
        problem = BlockProblem.of(frame)
        for block_id, block in self._blocks.items():
            block.back.set(problem=problem.text if problem is not None and problem.block == block_id else "")
