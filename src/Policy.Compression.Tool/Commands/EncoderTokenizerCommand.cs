using System.CommandLine;
using OptPolicy.Compression.Data.Texts;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Kernels.Tokenization.Training;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>encoder-tokenizer</c>: a WordPiece vocabulary in BERT's manner.</summary>
internal static class EncoderTokenizerCommand
{
    private const string Padding = "[PAD]", Unknown = "[UNK]", Begin = "[CLS]", End = "[SEP]", Mask = "[MASK]";

    private const string Config = """
        {
          "tokenizer_class": "BertTokenizerFast",
          "do_lower_case": true,
          "pad_token": "[PAD]",
          "unk_token": "[UNK]",
          "cls_token": "[CLS]",
          "sep_token": "[SEP]",
          "mask_token": "[MASK]"
        }

        """;

    public static Command Create()
    {
        var output = new Argument<string>("output") { Description = "The folder for tokenizer.json and tokenizer_config.json." };
        var size = new Option<int>("--vocabulary") { Description = "Tokens.", DefaultValueFactory = _ => 12_000 };
        var minimum = new Option<int>("--minimum-count") { Description = "How often a pair must occur to become a token.", DefaultValueFactory = _ => 2 };
        var texts = new Option<string[]>("--text") { Description = "JSON lines {\"text\"}.", Required = true, AllowMultipleArgumentsPerToken = true };
        var command = new Command("encoder-tokenizer", "Trains a lower-case WordPiece vocabulary.") { output, size, minimum, texts };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(output);
            var training = new TokenizerTraining
            {
                VocabularySize = parsed.GetRequiredValue(size),
                MinimumCount = parsed.GetRequiredValue(minimum),
                SpecialTokens = [Padding, Unknown, Begin, End, Mask],
                UnknownToken = Unknown,
                BeginToken = Begin,
                EndToken = End,
                AlphabetLimit = 200,
            };
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, TokenizerFile.FileName), TokenizerTrainer.TrainWordPiece(parsed.GetRequiredValue(texts).SelectMany(PlainText.Read), training));
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), Config);
            Console.WriteLine($"{TokenizerFile.Load(folder).VocabularySize} tokens in {folder}");
        });
        return command;
    }
}
