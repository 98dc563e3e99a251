/**
 * Chat templates: the small language in which a model's directory says how a conversation becomes
 * its prompt.
 *
 * <p>It is the part of Jinja that chat templates use, interpreted here, with Python's values. Start
 * with {@link io.didact.text.template.ChatTemplate}: it reads a model directory's files and renders
 * messages. Inside, {@code Lexer} and {@code TemplateParser} turn source into {@code Statement}s
 * and {@code Expression}s, which evaluate themselves in a {@code Scope}; {@code Run} counts what
 * they use up, because a template is as foreign as the model it comes with. A template sees JSON
 * values and text, never a Java object; text of messages is never looked at as a template.
 */
@NullMarked
package io.didact.text.template;

import org.jspecify.annotations.NullMarked;
