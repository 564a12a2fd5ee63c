using System.Text.Json;
using System.Text.Json.Nodes;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Embedding;

/// <summary>Encoder folders that are complete: with a tokenizer whose tokens are letters.</summary>
internal static class TestEncoders
{
    /// <summary>A folder of our own with random weights.</summary>
    public static string Own(TestBert? recipe = null)
    {
        var folder = TestModels.NewFolder();
        foreach (var file in Directory.GetFiles(TestModels.Bert(recipe).Path))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        WriteTokenizer(folder);
        return folder;
    }

    /// <summary>An exported folder whose graph gives the token's row of a table: component d of token t is t + d / 10, of every third token negative.</summary>
    public static string Exported(string pooling, string graph = "model.onnx", string output = "last_hidden_state")
    {
        const int Vocabulary = 64;
        const int Width = 4;
        var folder = TestModels.NewFolder();
        Directory.CreateDirectory(Path.Combine(folder, "onnx"));
        Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"model_type":"bert","hidden_size":4,"vocab_size":64,"max_position_embeddings":32}""");
        File.WriteAllText(Path.Combine(folder, "sentence_bert_config.json"), """{"max_seq_length":8}""");
        File.WriteAllText(Path.Combine(folder, "1_Pooling", "config.json"), new JsonObject { [pooling] = true }.ToJsonString());
        WriteTokenizer(folder);

        using var external = new ExternalTensorFile(Path.Combine(folder, "unused.data"));
        var model = new OnnxGraph(external);
        model.Input("input_ids", OnnxElementType.Int64, "batch", "tokens");
        model.Input("attention_mask", OnnxElementType.Int64, "batch", "tokens");
        model.Output(output, OnnxElementType.Float, "batch", "tokens", Width);
        model.Tensor<float>("table", OnnxElementType.Float, [Vocabulary, Width], [.. Enumerable.Range(0, Vocabulary * Width).Select(static i => Component(i / Width, i % Width))]);
        model.Node("Gather", ["table", "input_ids"], output, ("axis", 0));
        model.Save(Path.Combine(folder, graph));
        return folder;
    }

    public static float Component(int token, int dimension) => (token % 3 == 0 ? -1 : 1) * (token + (dimension / 10f));

    /// <summary>[PAD] 0, [UNK] 1, [CLS] 2, [SEP] 3, then the letters that begin a word from 4 and the others from 30.</summary>
    private static void WriteTokenizer(string folder)
    {
        string[] special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];
        var letters = Enumerable.Range('a', 26).Select(static c => ((char)c).ToString()).ToArray();
        var vocabulary = new JsonObject([.. special.Concat(letters).Concat(letters.Select(static l => "##" + l)).Select(static (t, id) => KeyValuePair.Create(t, (JsonNode?)id))]);
        var tokenizer = new
        {
            added_tokens = special.Select(static (content, id) => new { id, content, special = true, single_word = false, lstrip = false, rstrip = false, normalized = false }),
            normalizer = new { type = "BertNormalizer", clean_text = true, handle_chinese_chars = true, lowercase = true },
            pre_tokenizer = new { type = "BertPreTokenizer" },
            post_processor = new
            {
                type = "TemplateProcessing",
                single = new object[] { Special("[CLS]"), new { Sequence = new { id = "A", type_id = 0 } }, Special("[SEP]") },
                pair = Array.Empty<object>(),
                special_tokens = new Dictionary<string, object> { ["[CLS]"] = Ids("[CLS]", 2), ["[SEP]"] = Ids("[SEP]", 3) },
            },
            model = new { type = "WordPiece", unk_token = "[UNK]", continuing_subword_prefix = "##", max_input_chars_per_word = 100, vocab = vocabulary },
        };
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), JsonSerializer.Serialize(tokenizer));

        static object Special(string id) => new { SpecialToken = new { id, type_id = 0 } };
        static object Ids(string id, int token) => new { id, ids = new[] { token }, tokens = new[] { id } };
    }
}
