package io.didact.answers;

import io.didact.answers.read.Readings;

/**
 * What is looked for in a response.
 *
 * @param kind of answer
 * @param letters of choices
 * @param readings of this grade
 */
record Search(AnswerKind kind, ChoiceLetters letters, Readings readings) {}
