/**
 * The pages that runs leave: {@code report.html}, one file that needs no network, readable in light
 * and dark. That of an evaluation has a script, to look at its samples, and that of explanations,
 * {@code traces.html}, to look at their tokens; others have none.
 *
 * <p>Start with {@link io.didact.report.Report}, the plain content; {@link
 * io.didact.report.HtmlReport} writes it, {@link io.didact.report.SamplePage} with the samples of
 * an evaluation below ({@code browser.js} shows them), {@link io.didact.report.TracePage}
 * explanations token by token ({@code traces.js}). A {@link io.didact.report.Chart} draws itself as
 * SVG, inside the page or as a file of its own ({@link io.didact.report.SvgFile}). All text goes
 * through {@link io.didact.report.Markup}, which escapes it.
 */
@NullMarked
package io.didact.report;

import org.jspecify.annotations.NullMarked;
