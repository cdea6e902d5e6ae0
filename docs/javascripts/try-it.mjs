// <try-it>: compares a typed number with the one cnnlib computed at build, and with the numbers that
// typical mistakes would give.
export class TryIt extends HTMLElement {
  connectedCallback() {
    if (this.form) return;
    this.form = this.querySelector("form");
    this.feedback = this.querySelector(".exercise__feedback");
    this.form.hidden = false;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check(this.form.querySelector("input").value);
    });
  }

  check(text) {
    const given = numbers(text);
    const box = this.querySelector(".exercise");
    box.classList.remove("exercise--right", "exercise--wrong");
    if (!given.length) {
      this.feedback.textContent = "Type a number, such as 30.";
      return;
    }
    const right = same(given, numbers(this.dataset.answer));
    box.classList.add(right ? "exercise--right" : "exercise--wrong");
    if (right) {
      this.feedback.textContent = "Right.";
      this.querySelector(".exercise__solution").open = true;
      return;
    }
    const mistake = [...this.querySelectorAll("template")].find((template) =>
      same(given, numbers(template.dataset.when)),
    );
    this.feedback.replaceChildren("Not yet. ");
    if (mistake) this.feedback.append(mistake.content.cloneNode(true));
    else this.feedback.append("Work through it once more; the hint may help.");
  }
}

/** Every number in a text; 1,792 and 1 792 are one number, "3, 5" is two. */
function numbers(text) {
  const plain = text.replaceAll("−", "-").replace(/(?<=\d)[,\u00a0\u2009 ](?=\d{3}(?!\d))/g, "");
  return (plain.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
}

function same(a, b) {
  return a.length === b.length && a.every((x, i) => Math.abs(x - b[i]) <= 1e-6 * Math.abs(b[i]));
}
