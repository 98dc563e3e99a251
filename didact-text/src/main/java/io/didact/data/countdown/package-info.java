/**
 * Countdown with whole numbers: make a target of given numbers with + − × ÷, each number exactly
 * once.
 *
 * <p>Start with {@link io.didact.data.countdown.CountdownPuzzle}, which checks an answer exactly:
 * {@link io.didact.data.countdown.Arithmetic} reads it and reckons in rationals ({@link
 * io.didact.data.countdown.Rational}). {@link io.didact.data.countdown.CountdownGenerator} makes
 * puzzles that have a solution; {@link io.didact.data.countdown.CountdownSplit} keeps what is
 * trained on and what is tested on apart. (The small task of {@code data.synthetic} that goes by
 * the same name has digits and reckons modulo 10.)
 */
@NullMarked
package io.didact.data.countdown;

import org.jspecify.annotations.NullMarked;
