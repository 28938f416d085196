/* SPDX-License-Identifier: MIT */
#include "media/pixels/decode.h"

#include "media/pixels/libraries.h"

/* The library scales while it decodes, so that only the canvas is in memory, and not the picture. */
static bool
frame_read(struct decoding *decoding, const WebPIterator *found)
{
	struct frame frame = { (uint32_t)found->x_offset, (uint32_t)found->y_offset,
		{ (uint32_t)found->width, (uint32_t)found->height } };
	size_t stride = (size_t)decoding->canvas.width * CANVAS_PIXEL;
	WebPDecoderConfig config;

	if (frame.x > decoding->size.width || frame.size.width > decoding->size.width - frame.x ||
	    frame.y > decoding->size.height ||
	    frame.size.height > decoding->size.height - frame.y ||
	    !libwebp.WebPInitDecoderConfigInternal(&config, WEBP_DECODER_ABI_VERSION))
		return false;
	frame = decode_frame(decoding, frame);
	/* What smooths the edges of blocks takes a third of the time, and cannot be seen in a reduced picture. */
	config.options.bypass_filtering = decoding->size.width >= 2 * decoding->canvas.width;
	config.options.use_scaling = 1;
	config.options.scaled_width = (int)frame.size.width;
	config.options.scaled_height = (int)frame.size.height;
	config.output.colorspace = MODE_RGBA;
	config.output.is_external_memory = 1;
	config.output.u.RGBA.rgba =
	    decoding->canvas.pixels + frame.y * stride + (size_t)frame.x * CANVAS_PIXEL;
	config.output.u.RGBA.stride = (int)stride;
	config.output.u.RGBA.size =
	    (frame.size.height - 1) * stride + (size_t)frame.size.width * CANVAS_PIXEL;
	return libwebp.WebPDecode(found->fragment.bytes, found->fragment.size, &config) ==
	       VP8_STATUS_OK;
}

bool
decode_webp(struct decoding *decoding)
{
	const WebPData file = { decoding->bytes, decoding->len };
	WebPDemuxer *demuxer =
	    libwebpdemux.WebPDemuxInternal(&file, 0, NULL, WEBP_DEMUX_ABI_VERSION);
	WebPIterator first;
	bool done = false;

	if (!demuxer)
		return false;
	if (decode_size(decoding, libwebpdemux.WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH),
		libwebpdemux.WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT)) &&
	    libwebpdemux.WebPDemuxGetFrame(demuxer, 1, &first)) {
		done = frame_read(decoding, &first);
		libwebpdemux.WebPDemuxReleaseIterator(&first);
	}
	libwebpdemux.WebPDemuxDelete(demuxer);
	return done;
}
