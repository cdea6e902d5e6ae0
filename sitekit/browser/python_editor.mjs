// The editor of the code exercises: CodeMirror with Python, in a shadow root.
//
// The shadow root is what lets CodeMirror style itself under a policy without inline styles.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null], color: "var(--md-code-hl-keyword-color)" },
  { tag: tags.string, color: "var(--md-code-hl-string-color)" },
  { tag: tags.number, color: "var(--md-code-hl-number-color)" },
  { tag: tags.comment, color: "var(--md-code-hl-comment-color)" },
  { tag: tags.definition(tags.function(tags.variableName)), color: "var(--md-code-hl-function-color)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--md-code-fg-color)", height: "100%" },
  "&.cm-focused": { outline: "2px solid var(--md-accent-fg-color)" },
  ".cm-scroller": { fontFamily: "var(--md-code-font-family)", fontSize: "0.72rem", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--md-code-fg-color)" },
  ".cm-cursor": { borderLeftColor: "var(--md-code-fg-color)" },
  ".cm-gutters": { background: "none", borderRight: "0", color: "var(--md-default-fg-color--light)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--md-code-hl-color)",
  },
});

// Typed over a selection, browsers put style attributes into the text, which the page's policy stops
// with a complaint: the text is replaced before they get to it.
function typedOver(event, view) {
  const { from, to } = selected(view);
  if (event.inputType !== "insertText" || !event.data || from === to) return false;
  event.preventDefault();
  view.dispatch({
    changes: { from, to, insert: event.data },
    selection: { anchor: from + event.data.length },
    userEvent: "input.type",
    scrollIntoView: true,
  });
  return true;
}

/** What the browser has selected: the editor's own state hears of it a moment later. */
function selected(view) {
  const selection = view.root.getSelection?.() ?? document.getSelection();
  const range = selection.rangeCount ? selection.getRangeAt(0) : null;
  if (!view.contentDOM.contains(range?.commonAncestorContainer)) return view.state.selection.main;
  return {
    from: view.posAtDOM(range.startContainer, range.startOffset),
    to: view.posAtDOM(range.endContainer, range.endOffset),
  };
}

/** An editor in `parent`, which must be empty; its value is read and replaced like a textarea's. */
export function pythonEditor(parent, { value, label, changed, run }) {
  const tab = new Compartment();
  const root = parent.attachShadow({ mode: "open" });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: value,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        indentOnInput(),
        python(),
        indentUnit.of("    "),
        syntaxHighlighting(colors),
        look,
        keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }, ...defaultKeymap, ...historyKeymap]),
        tab.of([]),
        EditorView.domEventHandlers({ beforeinput: typedOver }),
        EditorView.updateListener.of((update) => update.docChanged && changed()),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", translate: "no" }),
      ],
    }),
  });
  return {
    get value() {
      return view.state.doc.toString();
    },
    focus: () => view.focus(),
    select: (position) => view.dispatch({ selection: { anchor: position } }),
    /** Put another text in place of all, as one step that can be undone. */
    replace(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
    },
    /** Let the Tab key indent, or leave the editor. */
    indentByTab: (on) => view.dispatch({ effects: tab.reconfigure(on ? keymap.of([indentWithTab]) : []) }),
  };
}
