#!/bin/sh
# Draws what scripts/soak.sh has measured: memory and time a step over the steps, as SVG on stdout.
#
#   scripts/soak-chart.sh soak.csv >soak.svg
set -eu
awk -F, '
  NR > 1 { n++; at[n] = $2; rss[n] = $3 / 1024; second[n] = $1 }
  END {
    if (n < 3) { print "soak-chart: fewer than three samples" > "/dev/stderr"; exit 1 }
    for (i = 2; i <= n; i++) {
      steps = at[i] - at[i - 1]
      if (steps > 0) { m++; middle[m] = (at[i] + at[i - 1]) / 2; time[m] = 1000 * (second[i] - second[i - 1]) / steps }
    }
    last = at[n]
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 420\" font-family=\"sans-serif\" font-size=\"12\">"
    print "<rect width=\"640\" height=\"420\" fill=\"#fff\"/>"
    panel("Resident memory, MiB", 40, at, rss, n, "#2a78d6")
    panel("Time a step, ms (over ten seconds each)", 230, middle, time, m, "#d9622b")
    printf "<text x=\"335\" y=\"412\" text-anchor=\"middle\">RLT step</text>\n</svg>\n"
  }
  # A panel 140 high below top, its y from 0 to a round number above all values.
  function panel(title, top, x, y, count, colour, i, most, unit, points) {
    most = 0
    for (i = 1; i <= count; i++) if (y[i] > most) most = y[i]
    unit = 10 ^ int(log(most) / log(10))
    most = unit * (int(most / unit) + 1)
    printf "<text x=\"60\" y=\"%d\" font-weight=\"bold\">%s</text>\n", top - 10, title
    for (i = 0; i <= 2; i++) {
      printf "<path d=\"M60 %.1fH610\" stroke=\"#ddd\"/>", top + 140 - 70 * i
      printf "<text x=\"54\" y=\"%.1f\" text-anchor=\"end\">%g</text>\n", top + 144 - 70 * i, most * i / 2
    }
    for (i = 0; i <= 4; i++)
      printf "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>\n", 60 + 137.5 * i, top + 157, last * i / 4
    for (i = 1; i <= count; i++)
      points = points sprintf("%.1f,%.1f ", 60 + 550 * x[i] / last, top + 140 - 140 * y[i] / most)
    printf "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>\n", points, colour
  }' "$1"
