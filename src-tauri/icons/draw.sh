#!/bin/sh
# Draws the mark of Chancery in every size that a bundle needs (ImageMagick 6 or 7). Run it in this folder after a change
# of shape or colour and commit what it writes.
#
# The mark: two half discs, equal and facing, and between them the table, in the colours of ui/src/tokens.
set -eu
cd "$(dirname "$0")"
magick=$(command -v magick || command -v convert)

# Drawn four times too large, then reduced: smooth edges in every size.
"$magick" -size 2048x2048 xc:none \
    -fill '#1e5b47' -draw 'roundrectangle 96,96 1951,1951 400,400' \
    -fill '#f6f4ee' -draw 'path "M 908,468 A 556,556 0 0 0 908,1580 Z"' \
    -fill '#f6f4ee' -draw 'path "M 1140,468 A 556,556 0 0 1 1140,1580 Z"' \
    -fill '#d9b36c' -draw 'roundrectangle 982,388 1066,1660 42,42' \
    -depth 8 PNG32:mark.png
for size in 32 128 256 512; do
    "$magick" mark.png -filter Lanczos -resize "${size}x${size}" -strip -depth 8 "PNG32:${size}x${size}.png"
done
mv 256x256.png 128x128@2x.png
mv 512x512.png icon.png
"$magick" mark.png -strip -define icon:auto-resize=256,128,64,48,32,16 icon.ico
rm mark.png
