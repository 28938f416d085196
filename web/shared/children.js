// SPDX-License-Identifier: MIT
// Changes what is in an element; apart from dom.js, because the widget's button does without it.

/**
 * Gives an element these children, and moves those that it has already rather than making them anew: the focus,
 * the selection and the scroll position of what stays are kept.
 * @param {Element} parent
 * @param {Node[]} children
 */
export function setChildren(parent, children) {
	const wanted = new Set(children);
	for (const child of [...parent.childNodes])
		if (!wanted.has(child))
			child.remove();
	children.forEach((child, i) => {
		if (parent.childNodes[i] !== child)
			parent.insertBefore(child, parent.childNodes[i] ?? null);
	});
}
