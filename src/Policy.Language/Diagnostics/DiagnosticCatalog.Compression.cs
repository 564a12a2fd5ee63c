namespace OptPolicy.Language.Diagnostics;

// The figures in the messages: order of steps, arXiv:2511.19495 (perplexity of Qwen2.5-3B); training with quantisation, arXiv:2601.20088.
public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor PruneAfterQuantize = Error("OPT7001", "Pruning after quantisation", "pruning needs floating-point weights and '{0}' has packed them: perplexity 24 to 53 in this order against 5.05; prune first");

    public static readonly DiagnosticDescriptor DistillAfterQuantize = Error("OPT7002", "Distillation after quantisation", "rounding the weights again erases what distillation learned after '{0}': task score .610 against .733; distil first, or train quantised with 'step qad'");

    public static readonly DiagnosticDescriptor PrunedNotRecovered = Error("OPT7003", "Pruned model shipped as it is", "nothing trains the model after '{0}', and accuracy falls off a cliff without it; add 'step distill' or 'step qad' after it");

    public static readonly DiagnosticDescriptor DistillBeforePrune = Warning("OPT7004", "Distillation before pruning", "'{0}' removes what was just learned; distil after pruning");

    public static readonly DiagnosticDescriptor FewBitsWithoutTaskGate = Error("OPT7005", "Four bits without a task gate", "'{0}' can cost task success while perplexity hardly moves; add a gate such as 'gate task_drop(\"tasks.jsonl\") <= 2%'");

    public static readonly DiagnosticDescriptor OnlyPerplexityGate = Warning("OPT7006", "Only perplexity is gated", "perplexity does not show lost task success; add a gate such as 'gate task_drop(\"tasks.jsonl\") <= 2%'");

    public static readonly DiagnosticDescriptor EdgeWithoutDistillation = Warning("OPT7007", "Small target without distillation", "a model small enough for target '{0}' loses quality that only training brings back; add 'step distill' or 'step qad'");

    public static readonly DiagnosticDescriptor QatWithoutTeacher = Warning("OPT7008", "Quantisation-aware training without a teacher", "training on data alone moves the model away from what it could do; use 'step qad', which trains towards the model before quantisation");

    public static readonly DiagnosticDescriptor EvaluationDataUsed = Error("OPT7009", "Gate judged on data that was used before", "\"{0}\" is {1} and decides a gate as well, so the gate says nothing; use other examples for one of them");

    public static readonly DiagnosticDescriptor QuantizedTwice = Error("OPT7010", "Quantised twice", "'{0}' has packed the weights already; keep one of the two steps");

    public static readonly DiagnosticDescriptor TeacherIsStudent = Warning("OPT7011", "Teacher that is the student", "the model still equals its teacher \"{0}\" here, so there is nothing to learn; prune before it or name a better teacher");

    public static readonly DiagnosticDescriptor DistillationNotNeeded = Info("OPT7012", "Distillation that nothing asks for", "target 'cloud' needs no smaller model and nothing was pruned; quantisation alone is cheaper and loses less");

    public static readonly DiagnosticDescriptor NoGate = Warning("OPT7013", "Compression without a gate", "nothing decides whether '{0}' may be shipped; add at least one gate on tasks");

    public static readonly DiagnosticDescriptor RecoverWithoutGate = Warning("OPT7014", "Recovery that is never started", "recovery starts when a gate fails, and there is no gate");

    public static readonly DiagnosticDescriptor MadeModelIsHosted = Error("OPT7015", "Compression of a model that runs elsewhere", "'{0}' is answered by provider '{1}', so nothing that is made here would answer; give it a provider such as 'onnx(\"models/{0}\")', or compress another model");

    public static readonly DiagnosticDescriptor CompressedTwice = Error("OPT7016", "Model made twice", "'{0}' is made by another 'compress' block already; keep one of them, or make a model of another name");

    public static readonly DiagnosticDescriptor FormatWithoutKernel = Warning("OPT7017", "Format without a kernel on the device", "no kernel for {0} exists on '{1}': the numbers are exact, but size and speed are those of a wider format; use int4 or int8 there");

    public static readonly DiagnosticDescriptor PrunedTooMuch = Warning("OPT7018", "More than half pruned in one step", "recovery seldom follows a cut of {0}; prune at most 50%, distil, and prune again");

    public static readonly DiagnosticDescriptor PruneWithoutAmount = Error("OPT7019", "Pruning that does not say how much", "{0}; write for example '{1}'");

    public static readonly DiagnosticDescriptor GateUndecidable = Error("OPT7020", "Gate that its examples cannot decide", "with {0} tasks not even an equal model passes '{1}' at 95 % confidence; {2} would do if the original solved them all, and several times as many decide well. Add examples or widen the bound");

    public static readonly DiagnosticDescriptor ExamplesNotFound = Warning("OPT7021", "Examples not found", "there is no file \"{0}\" beside this file or below the working directory{1}");

    public static readonly DiagnosticDescriptor GroupWithoutKernel = Error("OPT7022", "Group size without a kernel", "no kernel takes groups of {0} weights; use 16, 32, 64 or 128");

    public static readonly DiagnosticDescriptor ModelNotMadeYet = Info("OPT7023", "Model that is still to be made", "\"{0}\" does not exist yet; 'optpolicy compress {1} --model {2} --out {0}' makes it");

    public static readonly DiagnosticDescriptor ManifestIsStale = Warning("OPT7024", "Model made by another declaration", "\"{0}\" was made before this block was changed, so what it promises is not what was measured; run 'optpolicy compress' again");

    public static readonly DiagnosticDescriptor RecordedGateFailed = Error("OPT7025", "Model that does not pass its gate", "\"{0}\" was measured at {1} {2} and the gate asks for at most {3}; run 'optpolicy compress' again, or widen the gate knowingly");
}
