package io.didact.rollout;

import io.didact.algorithm.RewardBreakdown;

/** An explanation's reward, and what it was made of. */
public record ScoredExplanation(RewardBreakdown reward, TokenValues tokens) {}
