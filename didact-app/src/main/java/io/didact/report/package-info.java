/**
 * The page that a finished run leaves: {@code report.html}, one file that needs no network and no
 * script, readable in light and dark.
 *
 * <p>Start with {@link io.didact.report.Report}, the plain content; {@link
 * io.didact.report.HtmlReport} writes it. A {@link io.didact.report.Chart} draws itself as SVG,
 * inside the page or as a file of its own ({@link io.didact.report.SvgFile}). All text goes through
 * {@link io.didact.report.Markup}, which escapes it.
 */
@NullMarked
package io.didact.report;

import org.jspecify.annotations.NullMarked;
