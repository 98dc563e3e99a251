package io.didact.data;

/**
 * What a student wrote after its prompt.
 *
 * @param formatted whether the thought was closed and a solution opened and closed after it
 * @param thought the text up to the closing thought tag, or all of it where the tag is missing
 * @param solution the text between the solution tags, to the end where the closing one is missing;
 *     empty where no solution was opened
 */
public record StudentAnswer(boolean formatted, String thought, String solution) {}
