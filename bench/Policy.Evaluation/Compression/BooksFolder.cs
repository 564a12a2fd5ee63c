namespace OptPolicy.Evaluation.Compression;

/// <summary>A language model of old books: perplexity and token accuracy of text that it has not seen.</summary>
/// <param name="tool">The folder of <c>optpolicy-train</c>.</param>
/// <param name="text">The books, one paragraph a line.</param>
/// <param name="path">Where everything goes.</param>
internal sealed class BooksFolder(string tool, string text, string path) : StudyFolder(tool, path)
{
    // Enough for every distillation to see new text in each step; reading all books would cost each of its stages seconds.
    private const int TrainingLines = 4000, CalibrationLines = 150, FrontMatterLines = 2000;

    public override string Name => "books";

    public override string Training => "distil.txt";

    public override string Calibration => "calibrate.txt";

    public override string Judged => "held-out.txt";

    public override int Steps => 150;

    protected override void MakeData()
    {
        if (!Exists(Judged))
            Run("split", text, "--train", In("books.txt"), "--held-out", In(Judged));
        Lines("books.txt", Calibration, FrontMatterLines, CalibrationLines);
        Lines("books.txt", Training, FrontMatterLines + CalibrationLines, TrainingLines);
    }

    protected override void MakeTokenizer() => Run("tokenizer", In(Tokenizer), "--vocabulary", "1024", "--text", In("books.txt"));

    protected override void MakeTeacher() => Run(
        "model", In(Teacher), "--tokenizer", In(Tokenizer), "--text", In("books.txt"), "--held-out", In(Judged), "--context", "128", "--length", "128", "--hidden", "128", "--layers", "4",
        "--heads", "4", "--kv-heads", "4", "--head-dimension", "32", "--feed-forward", "384", "--steps", "1200", "--rows", "16", "--rate", "3e-3", "--warm-up", "100", "--checkpoint-every", "150");
}
