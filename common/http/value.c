#include "http/value.h"

#include <string.h>

struct value *
value_new(struct arena *arena, enum value_type type, const char *name)
{
	struct value *value = arena_zalloc(arena, sizeof(*value));

	value->type = type;
	value->name = name;
	return value;
}

struct value *
value_new_string(struct arena *arena, const char *name, const char *text, size_t len)
{
	struct value *value = value_new(arena, VALUE_STRING, name);

	value->string.text = arena_strndup(arena, text, len);
	value->string.len = len;
	return value;
}

void
value_append(struct value *container, struct value *item)
{
	item->next = NULL;
	if (container->items.last)
		container->items.last->next = item;
	else
		container->items.first = item;
	container->items.last = item;
	container->items.count++;
}

void
value_wrap(struct arena *arena, struct value *value)
{
	struct value *item = arena_alloc(arena, sizeof(*item));

	*item = *value;
	item->name = NULL;
	*value = (struct value){ .type = VALUE_ARRAY, .name = value->name, .next = value->next };
	value_append(value, item);
}

struct value *
value_member(const struct value *object, const char *name)
{
	if (!object || object->type != VALUE_OBJECT)
		return NULL;
	for (struct value *member = object->items.first; member; member = member->next)
		if (strcmp(member->name, name) == 0)
			return member;
	return NULL;
}

const char *
value_text(const struct value *value)
{
	return value && value->type == VALUE_STRING ? value->string.text : NULL;
}

const char *
value_member_text(const struct value *object, const char *name)
{
	return value_text(value_member(object, name));
}
