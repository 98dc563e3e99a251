/**
 * All equations of the method, on plain doubles: rewards, advantages, the GRPO loss of one token,
 * loss reductions, learning rates, the sync of the reference.
 *
 * <p>Start with {@link io.didact.algorithm.RltReward}, which turns the log-probs of one rollout
 * into a {@link io.didact.algorithm.RewardBreakdown}; then {@link
 * io.didact.algorithm.GroupAdvantage} compares the rewards of one question, and {@link
 * io.didact.algorithm.GrpoEquation} says what one token then costs. Nothing here knows a model, a
 * tensor or a file, so every class can be checked by hand. Options arrive as records that say all
 * that is wrong with them at once ({@link io.didact.config.InvalidSettingsException}); a non-finite
 * input is an exception that names side and token, never a NaN passed on.
 *
 * <table>
 * <caption>Symbols</caption>
 * <tr><td>q, s</td><td>question and its known solution, tokens s_k</td></tr>
 * <tr><td>t</td><td>the explanation ("think") tokens t_k that the teacher sampled</td></tr>
 * <tr><td>π_θ, π_s, π_ref</td><td>teacher, frozen student, reference of GRPO</td></tr>
 * <tr><td>r_SS, r_KL, λ, α</td><td>the reward's two terms, the weight of the second, and the
 * coefficient of the min/max reductions (paper eq. 3–5)</td></tr>
 * <tr><td>G, A, ρ, β</td><td>completions per question, advantage, ratio to the sampling policy,
 * weight of the KL to the reference (paper eq. 1–2)</td></tr>
 * </table>
 */
@NullMarked
package io.didact.algorithm;

import org.jspecify.annotations.NullMarked;
