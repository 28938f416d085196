// SPDX-License-Identifier: MIT
// The languages of the widget: where the texts of each are, and what a chat is called before they are there.

/** @type {Record<string, string>} */
export const languageFiles = {
	en: asset("en.json"), de: asset("de.json"), fr: asset("fr.json"), es: asset("es.json"), "pt-BR": asset("pt-BR.json"),
	it: asset("it.json"), nl: asset("nl.json"), pl: asset("pl.json"), tr: asset("tr.json"), ru: asset("ru.json"),
	uk: asset("uk.json"), ar: asset("ar.json"), ja: asset("ja.json"), zh: asset("zh.json"),
};

/** @type {Record<string, string>} */
const chatWords = { pl: "Czat", tr: "Sohbet", ru: "Чат", uk: "Чат", ar: "دردشة", ja: "チャット", zh: "聊天" };

/** @param {string} language */
export const chatWord = (language) => chatWords[language] ?? "Chat";
