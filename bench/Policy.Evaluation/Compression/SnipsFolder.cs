namespace OptPolicy.Evaluation.Compression;

/// <summary>SNIPS as tool calls: perplexity of the right call, and whether it is wholly right.</summary>
/// <param name="tool">The folder of <c>optpolicy-train</c>.</param>
/// <param name="snips">The data set.</param>
/// <param name="path">Where everything goes.</param>
/// <param name="isQuick">A tenth of a million weights and few steps instead of a model that solves the task.</param>
internal sealed class SnipsFolder(string tool, string snips, string path, bool isQuick) : StudyFolder(tool, path)
{
    private const int CalibrationRows = 64, QuickTasks = 150;

    public override string Name => "snips";

    public override string Training => "train.jsonl";

    public override string Calibration => "calibrate.jsonl";

    public override string Judged => "tasks.jsonl";

    public override int Steps => isQuick ? 40 : 300;

    protected override void MakeData()
    {
        foreach (var split in (string[])["train", "dev"])
        {
            if (!Exists($"{split}.jsonl"))
                Run("conversations", "slots", snips, "--split", split, "--output", In($"{split}.jsonl"));
        }

        Lines("train.jsonl", Calibration, 0, CalibrationRows);
        Lines("dev.jsonl", Judged, 0, isQuick ? QuickTasks : int.MaxValue);
    }

    // Few, frequent parts of words: a value is copied part by part.
    protected override void MakeTokenizer() => Run("tokenizer", In(Tokenizer), "--tools", "--vocabulary", isQuick ? "512" : "1152", "--chat", In("train.jsonl"));

    protected override void MakeTeacher()
    {
        string[] shape = isQuick
            ? ["--steps", "200", "--rows", "8", "--hidden", "96", "--layers", "3", "--heads", "3", "--kv-heads", "3", "--feed-forward", "192"]
            : ["--steps", "3000", "--rows", "48", "--hidden", "128", "--layers", "4", "--heads", "4", "--kv-heads", "4", "--feed-forward", "384", "--warm-up", "100", "--dropout", "0.03", "--average", "0.998"];
        Run(["chat", In(Teacher), "--tokenizer", In(Tokenizer), "--chat", In("train.jsonl"), "--held-out-chat", In("dev.jsonl"), "--context", "128", "--length", "128", "--head-dimension", "32",
            "--rate", "3e-3", "--vary", "0.6", "--invent", "0.1", "--prompt-weight", "0.2", "--checkpoint-every", "150", .. shape]);
    }
}
