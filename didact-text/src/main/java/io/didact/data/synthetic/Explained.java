package io.didact.data.synthetic;

/**
 * An explanation in some {@link Style}.
 *
 * @param text the think text, without tags
 * @param conclusion the answer that its writer comes to: the solution, or after a slip another one
 */
public record Explained(String text, String conclusion) {}
