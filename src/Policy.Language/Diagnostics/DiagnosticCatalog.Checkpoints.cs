namespace OptPolicy.Language.Diagnostics;

/// <summary>What a compression starts and learns from.</summary>
public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor CheckpointNotFound = Warning("OPT7030", "Checkpoint not found", "there is no folder \"{0}\" beside this file or below the working directory{1}");

    public static readonly DiagnosticDescriptor TeacherOfOtherVocabulary = Error("OPT7031", "Teacher of another vocabulary", "the teacher \"{0}\" has {1} tokens and \"{2}\" has {3}, so their answers cannot be compared token by token; use a teacher with the same tokenizer");

    public static readonly DiagnosticDescriptor TeacherIsSmaller = Warning("OPT7032", "Teacher smaller than its student", "the teacher \"{0}\" has fewer weights than \"{1}\", which can hardly learn from it; name a larger one");

    public static readonly DiagnosticDescriptor GroupDoesNotDivide = Error("OPT7033", "Groups that do not divide the model", "groups of {0} do not divide the {1} {2} of \"{3}\": every row would be padded, and the file can grow; {4}");

    public static readonly DiagnosticDescriptor NothingPruned = Error("OPT7034", "Pruning that removes nothing", "\"{0}\" has {1} layers, so keeping {2} removes none; keep fewer");

    public static readonly DiagnosticDescriptor MethodOfOtherFormat = Error("OPT7035", "Method for another format", "smoothquant moves difficulty between 8-bit activations and 8-bit weights; '{0}' has neither, so use int8, or gptq for the weights");

    public static readonly DiagnosticDescriptor MethodWithoutExamples = Error("OPT7036", "Calibration without examples", "'{0}' looks at examples and none are named; add 'calibrate: \"examples.jsonl\"', or use rtn");

    public static readonly DiagnosticDescriptor NothingToLearnFrom = Error("OPT7037", "Training without data", "'{0}' has nothing to learn from; add for example 'use 10% of \"train.jsonl\"'");

    public static readonly DiagnosticDescriptor FewExamples = Warning("OPT7038", "Very few examples to learn from", "{0} of the {1} examples in \"{2}\" are {3}; with fewer than {4} the model learns them by heart, so use a larger share");
}
