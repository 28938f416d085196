/* SPDX-License-Identifier: MIT */
/*
 * setting_change.h: settings as admins and managers read and change them over HTTP.
 */
#ifndef CHAT_CORE_SETTING_CHANGE_H
#define CHAT_CORE_SETTING_CHANGE_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/settings.h"

struct setting_change {
	enum setting setting;
	const char *value; /* NULL: the default */
};

/*
 * Changes all of them or none, and reads the settings again. The empty value of a secret keeps what
 * it is. CHAT_INVALID_VALUE: *complaint, in the memory of the request, says which value is wrong,
 * and why.
 */
CHAT_CHECKED enum chat_error settings_change(
    struct chat *chat, const struct setting_change *changes, size_t len, const char **complaint);

/*
 * Writes the members of a setting's document: what it is, its default and its value, which a secret
 * hides.
 */
void setting_json(
    struct json_out *out, const struct setting_rule *rule, const char *group, const char *value);

/* The same for a setting of this program, with its present value. */
void setting_members(struct chat *chat, struct json_out *out, enum setting setting);

/* The same as an object. */
void setting_document(struct chat *chat, struct json_out *out, enum setting setting);

/* The type as the documents name it: boolean, int, string, color, select or multiSelect. */
const char *setting_type_name(const struct setting_rule *rule);

#endif
