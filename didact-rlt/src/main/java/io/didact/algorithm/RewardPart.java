package io.didact.algorithm;

/**
 * A score within a reward, made of the tokens of one span: r_SS and r_KL are two. Logs, tables and
 * charts show it under its symbol.
 *
 * @param symbol such as {@code r_SS}
 * @param span what people call the span: {@code solution}, {@code think}
 */
public record RewardPart(String symbol, String span) {}
