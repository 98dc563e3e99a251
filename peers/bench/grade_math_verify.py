"""Lines of prediction and gold in, a line {"correct": …, "seconds": …} out, by math-verify as its README has it."""

from math_verify import parse, verify

from bench.grading import answer_lines

if __name__ == "__main__":
    answer_lines(lambda prediction, gold: verify(parse(gold), parse(prediction)))
