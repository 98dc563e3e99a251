/**
 * Reading an answer, LaTeX or plain text, into an expression.
 *
 * <p>{@link io.didact.answers.read.Readings} is the entry: what one grade has read. A {@code
 * Reading} goes through {@code Lexer}, which hands each place to {@code Numeral}, {@code
 * WordLexer}, {@code CommandLexer} or {@code SignLexer}, and {@code Parser}, which hands its parts
 * to {@code ExpressionParser}, {@code BracketParser}, {@code UnitReader} and others, to a {@code
 * Node}; {@code Normal} brings it into the form in which it is compared. {@code CommaReading} says
 * what a comma means: an answer may be read in several ways.
 *
 * <p>What is not read is an {@code UnreadableException}. The scope of the parser is frozen: it
 * grows for faults only.
 */
@NullMarked
package io.didact.answers.read;

import org.jspecify.annotations.NullMarked;
