using OptPolicy.Language.Diagnostics;

namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>The decision framework as data. A rule that a policy file can break carries the compiler's own message.</summary>
public static class AdviceRules
{
    private const string OrderStudy = "arXiv:2511.19495, Qwen2.5-3B";
    private const string OwnStudy = "tool calls of SNIPS, 1.4 M weights, one seed";
    private const string Benchmarks = "docs/benchmarks.md";

    /// <summary>Guessing tokens costs nothing in quality.</summary>
    public static AdviceRule SpeculateFirst { get; } = new(
        "speculate-first", "Speculation gives the very same answers sooner, so it comes before anything that changes the model.", "1.69 times the tokens a second with n-grams, 0 of 64,000 rows of logits different", Benchmarks);

    /// <summary>Full batches leave no idle arithmetic to verify guesses with.</summary>
    public static AdviceRule SpeculateSmallBatches { get; } = new(
        "speculate-small-batches", "Beyond about 4 requests at once the rows that verify guesses compete with other requests.", "memory bound up to batch 4, compute bound from 16", "NVIDIA Model Optimizer, choosing a quantization method");

    /// <summary>A drafter has to speak the target's tokens.</summary>
    public static AdviceRule DraftTokenizer { get; } = new(
        "draft-tokenizer", "A draft model with another tokenizer proposes other tokens and cannot be verified.", "verification compares token by token", "arXiv:2211.17192, section 2");

    /// <summary>Nothing to gain.</summary>
    public static AdviceRule AlreadySmallEnough { get; } = new(
        "already-small-enough", "The model keeps the limit already: making it smaller can only lose quality.", "distillation of a model that needs none changed G-Eval from .830 to .790", OrderStudy, DiagnosticCatalog.DistillationNotNeeded);

    /// <summary>Rounding twice.</summary>
    public static AdviceRule QuantizedAlready { get; } = new(
        "quantised-already", "The weights are packed already: start from the original checkpoint.", "re-rounding erases what was trained: 99.7 % of INT2 weights return to their grid point", OwnStudy, DiagnosticCatalog.QuantizedTwice);

    /// <summary>Weight-only four bits for single requests.</summary>
    public static AdviceRule WeightOnlyForSmallBatches { get; } = new(
        "weight-only-int4", "Up to about 4 requests at once reading the weights is what takes the time: 4-bit weights, activations as they are.", "3.3 to 4.2 times the tokens a second of float32 at batch 1 (24.65 M weights, CPU)", "measured on two Zen 4 cores; NVIDIA Model Optimizer advises the same");

    /// <summary>Both sides in eight bits for batches.</summary>
    public static AdviceRule BothSidesForBatches { get; } = new(
        "eight-bit-batches", "With more requests at once the arithmetic takes the time: 8 bits for weights and activations.", "W8A8: perplexity 5.474 to 5.515 (Llama-2-7B), 1.56 times faster", "arXiv:2211.10438");

    /// <summary>GPTQ where there is data.</summary>
    public static AdviceRule CalibrateFourBits { get; } = new(
        "gptq-for-four-bits", "At 4 bits choose codes by what enters the products (GPTQ); it needs some examples and no training.", "relative output error .0754 rounded to nearest, .0254 with GPTQ (a published OCR model)", "measured; arXiv:2210.17323");

    /// <summary>The benchmark lie.</summary>
    public static AdviceRule FewBitsNeedTaskGate { get; } = new(
        "few-bits-need-a-task-gate", "4 bits can lose tasks while perplexity hardly moves: let tasks decide.", "perplexity +1.3 %, sessions of three calls −15 % (MXFP4); published: 10 to 15 % of real-world tasks", OwnStudy + "; arXiv:2505.19433", DiagnosticCatalog.FewBitsWithoutTaskGate);

    /// <summary>Emulated formats gain nothing.</summary>
    public static AdviceRule NoKernel { get; } = new(
        "no-kernel", "The device has no kernel for the format: numbers would be exact, speed and size those of a wider one.", "ONNX Runtime 1.31: no FLOAT4E2M1 DequantizeLinear on the CPU", "measured", DiagnosticCatalog.FormatWithoutKernel);

    /// <summary>Groups that do not divide rows are padded.</summary>
    public static AdviceRule GroupDividesRows { get; } = new(
        "group-divides-rows", "The group divides every product's input, or the last group of each row is padded.", "inputs of 160: groups of 128 make a larger file than groups of 32 (2,382 against 2,186 KB)", "measured");

    /// <summary>Small targets need training.</summary>
    public static AdviceRule SmallTargetsDistill { get; } = new(
        "small-targets-distil", "A model that is small enough for the target loses quality that only training towards the original brings back.", "pruned 72.1 to 28.5, distilled back to 70.5 (31.6 B to 22 B weights)", "NVIDIA Model Optimizer, Nemotron-3-Nano tutorial", DiagnosticCatalog.EdgeWithoutDistillation);

    /// <summary>Order.</summary>
    public static AdviceRule PruneThenDistillThenQuantize { get; } = new(
        "prune-distil-quantise", "Prune, then distil, then quantise.", "perplexity 5.05; quantised before pruning 24 to 53", OrderStudy, DiagnosticCatalog.PruneAfterQuantize);

    /// <summary>A teacher has to know it.</summary>
    public static AdviceRule WeakTeacher { get; } = new(
        "weak-teacher", "A student learns its teacher's mistakes: improve the model on the task before you distil it.", "a student of a teacher with 66.1 % reached 59.9 %", OwnStudy);

    /// <summary>Data.</summary>
    public static AdviceRule TooLittleData { get; } = new(
        "too-little-data", "With this little data a pruned student does not recover.", "384 examples: 18 % of the tool calls; 13,084: 36 % at equal steps", OwnStudy);

    /// <summary>Time.</summary>
    public static AdviceRule NoTrainingBudget { get; } = new(
        "no-training-budget", "Without time to train there remain speculation and quantisation after training.", "pruned and not trained: .6 % of the tool calls of 66.1 %", OwnStudy, DiagnosticCatalog.PrunedNotRecovered);

    /// <summary>More time than there is.</summary>
    public static AdviceRule TrainingTooLong { get; } = new(
        "training-too-long", "Training this model takes longer here than the budget: use a GPU, a smaller start, or quantise only.", "2.76 M weights: 3,900 tokens a second and core, in inverse proportion to the weights", "measured on Zen 4, bfloat16");

    /// <summary>How far to cut at once.</summary>
    public static AdviceRule CutInRounds { get; } = new(
        "cut-in-rounds", "Recovery seldom follows a cut of more than half: prune, distil, and prune again.", "up to a third of the weights is safe at once, beyond half prune and distil in rounds", "NVIDIA Model Optimizer, examples/pruning", DiagnosticCatalog.PrunedTooMuch);

    /// <summary>The ladder.</summary>
    public static AdviceRule TrainQuantizedAfterMiss { get; } = new(
        "train-quantised-after-a-miss", "Train with the rounding in it only when a gate was missed: QAT, then QAD, and keep what came before if it is better.", "INT2: 36.3 % rounded, 48.9 % GPTQ, 58.1 % QAD of 59.9 %; at 4 bits the difference is noise", OwnStudy);

    /// <summary>A teacher for quantised training.</summary>
    public static AdviceRule TeacherForQuantizedTraining { get; } = new(
        "qad-over-qat", "Training quantised on data alone can be worse than not training; towards the original it is not.", "AIME25: 63.5, quantised 58.7, QAT 46.1, QAD 62.0 (AceReason 1.1 7B, NVFP4)", "arXiv:2601.20088", DiagnosticCatalog.QatWithoutTeacher);

    /// <summary>Power.</summary>
    public static AdviceRule GateUndecidable { get; } = new(
        "gate-undecidable", "With so few tasks the gate could pass no model, not even one without a difference; each rung of a ladder raises the number.", "the upper end of the interval is z² ÷ (solved + z²) when nothing differs", "Tang, Tang and Chan 2003", DiagnosticCatalog.GateUndecidable);

    /// <summary>Seen tasks.</summary>
    public static AdviceRule TasksWereSeen { get; } = new(
        "tasks-were-seen", "Tasks that are in the training data say nothing.", "the same question in both files", "the files", DiagnosticCatalog.EvaluationDataUsed);

    /// <summary>All rules.</summary>
    public static IReadOnlyList<AdviceRule> All { get; } =
    [
        SpeculateFirst, SpeculateSmallBatches, DraftTokenizer, AlreadySmallEnough, QuantizedAlready, WeightOnlyForSmallBatches, BothSidesForBatches, CalibrateFourBits,
        FewBitsNeedTaskGate, NoKernel, GroupDividesRows, SmallTargetsDistill, PruneThenDistillThenQuantize, WeakTeacher, TooLittleData, NoTrainingBudget, TrainingTooLong,
        CutInRounds, TrainQuantizedAfterMiss, TeacherForQuantizedTraining, GateUndecidable, TasksWereSeen,
    ];
}
