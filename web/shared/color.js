// SPDX-License-Identifier: MIT
// Works out colours that can be read on the one that a site has chosen (WCAG 2.2, 1.4.3).

/**
 * The red, green and blue of any CSS colour, from 0 to 255; null when it is none.
 * @param {string} color
 * @returns {number[] | null}
 */
export function channels(color) {
	if (!CSS.supports("color", color))
		return null;
	const context = document.createElement("canvas").getContext("2d");
	if (!context)
		return null;
	context.fillStyle = color;
	context.fillRect(0, 0, 1, 1);
	return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

/** @param {number[]} rgb */
function luminance(rgb) {
	const [r, g, b] = rgb.map((value) => {
		const part = value / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * How well one colour can be read on the other, from 1 to 21.
 * @param {number[]} a
 * @param {number[]} b
 * @returns {number}
 */
export function contrast(a, b) {
	const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (high + 0.05) / (low + 0.05);
}

/** @param {number[]} rgb @param {number[]} towards @param {number} share */
function mix(rgb, towards, share) {
	return rgb.map((value, i) => Math.round(value + (towards[i] - value) * share));
}

/** @param {number[]} rgb */
const css = (rgb) => `rgb(${rgb.join(" ")})`;

/**
 * The custom properties of an accent colour: the colour; text on it; a tint of it as a light and as a dark
 * background; and the colour as text on these and on the grounds of tokens.css, where the contrast is at least 4.5.
 * @param {string} color
 * @returns {Record<string, string>}
 */
export function accentProperties(color) {
	const rgb = channels(color) ?? [29, 78, 216];
	const white = [255, 255, 255], black = [0, 0, 0];
	const lightTint = mix(rgb, white, 0.88), darkTint = mix(rgb, [22, 24, 29], 0.72);
	/** @param {number[][]} grounds @param {number[]} towards */
	const readable = (grounds, towards) => {
		let share = 0;
		while (grounds.some((ground) => contrast(mix(rgb, towards, share), ground) < 4.6) && share < 1)
			share += 0.05;
		return css(mix(rgb, towards, share));
	};
	return {
		"--lc-accent": css(rgb),
		"--lc-on-accent": css(contrast(rgb, white) >= contrast(rgb, black) || contrast(rgb, white) >= 4.5
			? white : black),
		"--lc-accent-on-light": readable([[238, 240, 243], lightTint], black),
		"--lc-accent-on-dark": readable([[38, 42, 49], darkTint], white),
		"--lc-tint-on-light": css(lightTint),
		"--lc-tint-on-dark": css(darkTint),
	};
}
