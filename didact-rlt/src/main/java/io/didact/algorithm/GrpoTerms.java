package io.didact.algorithm;

/**
 * One token of GRPO's loss.
 *
 * @param loss ℓ, before the batch's reduction
 * @param derivative dℓ/d log π_θ
 * @param kl exp(d) − d − 1, the k3 estimate of KL(π_θ ‖ π_ref) in nats; 0 where β = 0
 * @param ratio ρ, before clipping
 * @param clipped whether the ratio's bound took the gradient of the advantage away
 */
public record GrpoTerms(double loss, double derivative, double kl, double ratio, boolean clipped) {}
