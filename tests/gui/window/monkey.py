"""A restless user of the whole window: `act` does one thing that somebody may do, chosen by chance."""

from __future__ import annotations

import dataclasses
import random
from collections import deque

import numpy as np
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.data.datasets import DATASETS
from engine.network.parameter_layout import INPUT
from engine.nn.layers import LAYERS
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS
from gui.canvas.diagram.selection import several
from gui.model import edits
from gui.model.templates import TEMPLATES
from gui.palette.layer_mime import MIME, to_mime
from gui.style import style_sheet
from gui.window.main_window import MainWindow
from tests.gui.canvas import drag_events
from tests.gui.submenus import submenu

KEY, MODIFIER = Qt.Key, Qt.KeyboardModifier
PLAIN, CONTROL, SHIFT, ALT = MODIFIER.NoModifier, MODIFIER.ControlModifier, MODIFIER.ShiftModifier, MODIFIER.AltModifier
KEYS = [
    *((key, PLAIN) for key in (KEY.Key_Left, KEY.Key_Right, KEY.Key_Up, KEY.Key_Down, KEY.Key_Home, KEY.Key_End)),
    *((key, PLAIN) for key in (KEY.Key_Delete, KEY.Key_Escape, KEY.Key_Return, KEY.Key_F2)),
    *((key, CONTROL) for key in (KEY.Key_Left, KEY.Key_Right, KEY.Key_Up, KEY.Key_Down, KEY.Key_A, KEY.Key_B, KEY.Key_C)),
    *((key, CONTROL) for key in (KEY.Key_D, KEY.Key_K, KEY.Key_U, KEY.Key_V, KEY.Key_X, KEY.Key_Z, KEY.Key_0)),
    *((key, SHIFT) for key in (KEY.Key_Left, KEY.Key_Right)),
    *((key, CONTROL) for key in (KEY.Key_F, KEY.Key_G)),
    (KEY.Key_G, CONTROL | SHIFT),
    (KEY.Key_Down, ALT),
    *((key, ALT) for key in (KEY.Key_Left, KEY.Key_Right)),
]
UNDO = (KEY.Key_Z, CONTROL)
TEXTS = ["0,5", "1/3", "-2e-3", "1e999", "five", "", "dense 8 relu", "drop .4", "rocket", "Edges"]
SMALL = ["circle", "xor", "gaussian", "spiral", "three_arms", "plane"]
MOST = 8  # layers: beyond, some are taken out, or each thing takes too long


class Monkey:
    """Over one window, with one source of chance."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window, self.canvas, self.chance = window, window.canvas, random.Random(seed)
        self.document = window.document
        self.floor = 0  # how far down the stack it undoes
        self.number, self.last = 0, deque[str](maxlen=8)  # of actions; the names of the last ones
        often = [self.drop, self.drag, self.click, self.click, self.hover, self.key, self.key, self.key, self.type, self.type]
        often += [self.undo, self.redo, self.wheel, self.bracket]
        self.often = often
        self.at_times = [self.junk, self.menu, self.edit, self.data, self.play, self.pause, self.step, self.jump, self.fit]
        self.seldom = [self.resize, self.large, self.template] * 4 + [self.wear]

    @property
    def stack(self) -> QUndoStack:
        """The project's, or that of the lesson that runs."""
        return self.document.stacks.activeStack()

    def act(self) -> None:
        if len(self.document.project.recipe.blocks) > MOST:
            self.canvas.commands.remove(*(block.id for block in self.document.project.recipe.blocks[::2]))
        draw = self.chance.random()
        among = self.often if draw < 0.85 else self.at_times if draw < 0.99 else self.seldom
        action = self.chance.choice(among)
        self.number += 1
        self.last.append(action.__name__)
        action()

    def somewhere(self) -> QPoint:
        """Mostly on something, at times beyond the canvas."""
        canvas, chance = self.canvas, self.chance
        if chance.random() < 0.3:
            return QPoint(chance.randint(-60, canvas.width() + 60), chance.randint(-60, canvas.height() + 60))
        block_id = chance.choice([INPUT, *canvas.net.blocks])
        box = canvas.net.layout.place(block_id).box
        return canvas.mapFromScene(QPointF(box.x + chance.uniform(-40, box.w), box.y + chance.uniform(0, box.h)))

    # -- often
    def drop(self) -> None:
        layer = self.chance.choice(LAYERS.classes())()
        if self.chance.random() < 0.7:
            drag_events.drop(self.canvas, to_mime(layer), self.somewhere())
        else:
            drag_events.enter(self.canvas, to_mime(layer), self.somewhere())
            drag_events.leave(self.canvas)

    def drag(self) -> None:
        start, end = self.somewhere(), self.somewhere()
        keys = self.chance.choice([PLAIN, PLAIN, CONTROL, SHIFT])
        QTest.mousePress(self.canvas.viewport(), Qt.MouseButton.LeftButton, keys, start)
        drag_events.move(self.canvas, (start + end) / 2)
        if self.chance.random() < 0.2:
            self.key()
        drag_events.move(self.canvas, end)
        if self.chance.random() < 0.9:
            drag_events.release(self.canvas, end)
        else:
            drag_events.move(self.canvas, end, buttons=drag_events.NONE)  # let go where nobody hears it

    def bracket(self) -> None:
        """Drag the bracket of the selected layers, or make some of them selected."""
        handle = self.canvas.net.bracket.handle()
        if handle.isEmpty():
            self.canvas.set_selection(several(self.chance.sample(list(self.canvas.net.blocks), 1)))
            return
        start, end = self.canvas.mapFromScene(handle.center()), self.somewhere()
        drag_events.press(self.canvas, start)
        drag_events.move(self.canvas, end)
        if self.chance.random() < 0.2:
            self.key()
        drag_events.release(self.canvas, end)

    def click(self) -> None:
        at = self.somewhere()
        QTest.mouseClick(
            self.canvas.viewport(), Qt.MouseButton.LeftButton, self.chance.choice([PLAIN, PLAIN, CONTROL, SHIFT]), at
        )
        if self.chance.random() < 0.2:
            QTest.mouseDClick(self.canvas.viewport(), Qt.MouseButton.LeftButton, PLAIN, at)

    def hover(self) -> None:
        drag_events.move(self.canvas, self.somewhere(), buttons=drag_events.NONE)

    def key(self) -> None:
        key = self.chance.choice(KEYS)
        if key != UNDO or self.stack.index() > self.floor:
            QTest.keyClick(self.canvas, *key)

    def type(self) -> None:
        """Into whichever list or line is open on the canvas."""
        if self.canvas.popups.activations.popup is not None:
            for key in (self.chance.choice([KEY.Key_Right, KEY.Key_Down]), self.chance.choice([KEY.Key_Return, KEY.Key_Escape])):
                QTest.keyClick(self.canvas.popups.activations.popup.list, key)
            return
        for line in (self.canvas.number_editing.editor.line, self.canvas.popups.name_editor, self.canvas.popups.layer_entry):
            if line.isVisible():
                QTest.keyClicks(line, self.chance.choice(TEXTS))
                QTest.keyClick(line, self.chance.choice([KEY.Key_Return, KEY.Key_Escape, KEY.Key_Up, KEY.Key_Tab]))
                return
        self.key()

    def undo(self) -> None:
        if self.stack.index() > self.floor:
            self.stack.undo()

    def redo(self) -> None:
        self.stack.redo()

    def wheel(self) -> None:
        drag_events.turn_wheel(self.canvas, self.chance.randint(-3, 3), self.chance.choice([PLAIN, CONTROL]))

    # -- at times
    def junk(self) -> None:
        junk = QMimeData()
        junk.setData(MIME, self.chance.randbytes(self.chance.randint(0, 40)))
        drag_events.drop(self.canvas, junk, self.somewhere())
        QGuiApplication.clipboard().setText(self.chance.choice(TEXTS))

    def menu(self) -> None:
        """Any entry of the context menu."""
        self.canvas.popups.menu = None
        at = self.canvas.viewport().rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, self.canvas.viewport().mapToGlobal(at))
        QApplication.sendEvent(self.canvas.viewport(), event)
        menu = self.canvas.popups.menu
        if menu is None:
            return  # not while something is dragged
        entries = [action for action in menu.actions() if action.isEnabled() and not action.isSeparator() and not submenu(action)]
        entries += [action for one in menu.actions() if (inner := submenu(one)) for action in inner.actions()]
        self.chance.choice(entries).trigger()
        menu.close()

    def edit(self) -> None:
        """What the forms do."""
        chance, project = self.chance, self.document.project
        loss = chance.choice(LOSSES.classes())()
        change = chance.choice(
            [
                {"batch": chance.choice([1, 10, 32])},
                {"optimizer": chance.choice(OPTIMIZERS.classes())()},
                {"optimizer": dataclasses.replace(project.recipe.optimizer, lr=chance.choice([0.001, 0.03, 5.0]))},
                {"loss": loss},
            ]
        )
        self.document.edit("Edit", edits.with_recipe(project, **change), merge=chance.choice(["", "same"]))

    def data(self) -> None:
        data = DATASETS[self.chance.choice(SMALL)]()
        table = data.make(np.random.default_rng(1))
        self.document.edit("Data", edits.set_data(self.document.project, data, table))

    def play(self) -> None:
        self.window.run_controller.toggle_play()

    def pause(self) -> None:
        self.window.trainer.pause()

    def step(self) -> None:
        trainer = self.window.trainer
        self.chance.choice([trainer.step_batch, trainer.step_epoch, self.window.run_controller.same_start])()

    def jump(self) -> None:
        """Back or forth over several edits; seldom so far that the next edit throws most of them away."""
        low = self.floor if self.chance.random() < 0.1 else max(self.floor, self.stack.count() - 6)
        self.stack.setIndex(self.chance.randint(low, self.stack.count()))

    def fit(self) -> None:
        self.canvas.fit()

    # -- seldom
    def resize(self) -> None:
        self.window.resize(self.chance.randint(900, 1600), self.chance.randint(600, 1000))

    def wear(self) -> None:
        style_sheet.apply_theme(QApplication.instance(), self.chance.choice(["light", "dark"]))

    def large(self) -> None:
        self.canvas.add_layer(Dense(self.chance.choice([17, 64, 200])))

    def template(self) -> None:
        self.window.project_controller.use_template(self.chance.choice(TEMPLATES))
