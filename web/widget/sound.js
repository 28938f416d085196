// SPDX-License-Identifier: MIT
// The sound of an answer: two short tones, made here. It is off until the visitor switches it on.

const LATEST_MS = 2000;

/** @type {AudioContext | undefined} */
let audio;

export async function playSound() {
	try {
		const context = audio ??= new AudioContext(), asked = performance.now();
		await context.resume();
		// Before the first click on a page a browser plays nothing; then it is too late.
		if (performance.now() - asked > LATEST_MS)
			return;
		[[0, 784], [0.12, 1047]].forEach(([delay, pitch]) => {
			const at = context.currentTime + delay;
			const tone = context.createOscillator(), volume = context.createGain();
			tone.frequency.value = pitch;
			volume.gain.setValueAtTime(0, at);
			volume.gain.linearRampToValueAtTime(0.12, at + 0.01);
			volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
			tone.connect(volume).connect(context.destination);
			tone.start(at);
			tone.stop(at + 0.32);
		});
	} catch {
		// There is nothing to hear it with.
	}
}
