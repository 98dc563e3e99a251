/**
 * Chat templates: the small language in which a model's directory says how a conversation becomes
 * its prompt. Plain Java without a library.
 *
 * <p>It is the part of Jinja that chat templates use, interpreted here, with Python's values. There
 * are two ways in. {@link io.didact.jinja.ChatTemplate} renders messages as transformers does, with
 * {@link io.didact.jinja.ChatOptions}; it chooses among a model's named templates and marks what is
 * the assistant's. {@link io.didact.jinja.Template} renders any template with any variables. Both
 * take text: who reads a model's files is somebody else.
 *
 * <p>What happens to a template, in order:
 *
 * <ol>
 *   <li>{@code Lexer} makes {@code Token}s; {@code TemplateParser} makes {@code Statement}s of
 *       them, {@code ExpressionParser} with {@code PostfixParser} and {@code PrimaryParser} makes
 *       {@code Expression}s.
 *   <li>These evaluate themselves in a {@code Scope}, over {@code Value}s; {@code Members}, {@code
 *       Filters}, {@code Tests} and {@code Globals} are what a template can name.
 *   <li>{@code Run} gathers the text and counts what is used up, because a template is as foreign
 *       as the model it comes with.
 * </ol>
 *
 * <p>A template sees JSON values and text, never a Java object. The text of messages is never
 * looked at as a template. All that goes wrong is a {@link io.didact.jinja.TemplateException} with
 * the line.
 */
@NullMarked
package io.didact.jinja;

import org.jspecify.annotations.NullMarked;
