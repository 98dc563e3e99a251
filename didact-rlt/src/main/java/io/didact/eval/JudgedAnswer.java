package io.didact.eval;

import io.didact.data.Problem;
import io.didact.engine.Finish;

/**
 * One answer of a model with the judgement on it.
 *
 * @param problem that was asked
 * @param sample which of the problem's answers, from 0
 * @param seed of its random draws
 * @param response all that was written, as text
 * @param answer the text between the solution tags; empty where there is none
 * @param formatted whether the response has the student's format
 * @param correct whether it is formatted and its answer is right
 * @param tokens number of tokens written
 * @param finish why it ended
 */
public record JudgedAnswer(
    Problem problem,
    int sample,
    long seed,
    String response,
    String answer,
    boolean formatted,
    boolean correct,
    int tokens,
    Finish finish) {}
