#!/bin/sh
# Draws the mark of Chancery in every size that a bundle needs (ImageMagick 6 or 7). Run it in this folder after a change
# of shape or colour and commit what it writes.
#
# The mark: a table with three seats on either side, as ui/src/app/Mark.svelte draws it, on the green of its cloth.
set -eu
cd "$(dirname "$0")"
magick=$(command -v magick || command -v convert)

# Drawn four times too large, then reduced: smooth edges in every size. One unit of the mark is 64 pixels here.
"$magick" -size 2048x2048 xc:none \
    -fill '#1e5b47' -draw 'roundrectangle 96,96 1951,1951 400,400' \
    -fill '#f6f4ee' -draw 'roundrectangle 864,384 1184,1664 128,128' \
    -fill '#d9b36c' \
    -draw 'roundrectangle 528,496 688,822 80,80' -draw 'roundrectangle 1360,496 1520,822 80,80' \
    -draw 'roundrectangle 528,861 688,1187 80,80' -draw 'roundrectangle 1360,861 1520,1187 80,80' \
    -draw 'roundrectangle 528,1226 688,1552 80,80' -draw 'roundrectangle 1360,1226 1520,1552 80,80' \
    -depth 8 PNG32:mark.png
for size in 32 128 256 512; do
    "$magick" mark.png -filter Lanczos -resize "${size}x${size}" -strip -depth 8 "PNG32:${size}x${size}.png"
done
mv 256x256.png 128x128@2x.png
mv 512x512.png icon.png
"$magick" mark.png -strip -define icon:auto-resize=256,128,64,48,32,16 icon.ico
rm mark.png
