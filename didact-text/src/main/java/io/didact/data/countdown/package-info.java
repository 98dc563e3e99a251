/**
 * Countdown with whole numbers: make a target of given numbers with + − × ÷, each number exactly
 * once.
 *
 * <p>Start with {@link io.didact.data.countdown.CountdownPuzzle}, which checks an answer exactly:
 * {@link io.didact.data.countdown.Arithmetic} reads it and reckons in rationals ({@link
 * io.didact.data.countdown.Rational}). {@link io.didact.data.countdown.CountdownGenerator} makes
 * puzzles that have a solution; {@link io.didact.data.countdown.CountdownSplit} keeps what is
 * trained on and what is tested on apart. ({@code data.synthetic} has two small tasks of this name:
 * one has digits and reckons modulo 10, the other is of three numbers and without parentheses, and
 * its answers are checked here.)
 */
@NullMarked
package io.didact.data.countdown;

import org.jspecify.annotations.NullMarked;
