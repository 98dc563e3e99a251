package io.didact.recipe.stage;

/**
 * How far the samples of a stage are.
 *
 * @param done how many are finished, those of earlier runs included
 * @param total how many there are in all
 * @param tokensPerSecond since this process began to write; 0 where it has not written yet
 * @param tokensLeft how many tokens can still be written, where all samples get as long as they may
 */
public record SampleCount(long done, long total, double tokensPerSecond, long tokensLeft) {}
