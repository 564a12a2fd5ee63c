using System.Text.Json;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Compressing;

/// <summary>
/// A task that a model of a tenth of a million weights learns in seconds: a wish for a light says in which room and which colour, the answer on which
/// floor and whether warm or cold. Files of it have no question in common.
/// </summary>
internal static class LampTask
{
    private static readonly (string Room, string Floor)[] Rooms = [("kitchen", "down"), ("hall", "down"), ("garage", "down"), ("bedroom", "up"), ("office", "up"), ("attic", "up")];
    private static readonly (string Colour, string Kind)[] Colours = [("red", "warm"), ("white", "warm"), ("green", "cold"), ("blue", "cold")];
    private static readonly string[] Wishes = ["set the {0} to {1}", "make the {0} {1}", "turn the {0} {1}", "{1} in the {0}", "i want {1} in the {0}", "light the {0} {1}", "{0} {1}", "{1} for the {0}"];
    private static readonly string[] Openings = ["", "now ", "please ", "hey "];

    public const string Policy = """
        optpolicy 1

        model lamp {
          provider: onnx("out")
          price: free
          context: 64tok
        }

        compress lamp from "teacher" {
          calibrate: "calibrate.jsonl"
          step prune width 25%
          step distill from "teacher" use 100% of "train.jsonl"
          step quantize int4 group 32 using gptq
          recover with int8
          gate task_drop("tasks.jsonl") <= 30%
          gate perplexity_rise <= 30%
          gate size_ratio <= 40%
        }

        """;

    public static void WriteData(Workbench bench)
    {
        var examples = (
            from room in Rooms
            from colour in Colours
            from wish in Wishes
            from opening in Openings
            select (Asked: opening + string.Format(System.Globalization.CultureInfo.InvariantCulture, wish, room.Room, colour.Colour), Answer: $"{room.Floor} {colour.Kind}")).ToArray();
        new Random(7).Shuffle(examples);
        Write("train.jsonl", examples[..480]);
        Write("calibrate.jsonl", examples[480..512]);
        Write("held.jsonl", examples[512..532]);
        Write("tasks.jsonl", examples[532..]);

        void Write(string name, IEnumerable<(string Asked, string Answer)> part) => bench.Write(name, string.Concat(part.Select(static e =>
            JsonSerializer.Serialize(new { messages = new[] { new { role = "user", content = e.Asked }, new { role = "assistant", content = e.Answer } } }) + "\n")));
    }

    /// <summary>Trains the teacher.</summary>
    public static void Train(Workbench bench, string tool)
    {
        Run("tokenizer", "tok", "--vocabulary", "320", "--chat", "train.jsonl");
        Run("chat", "teacher", "--tokenizer", "tok", "--chat", "train.jsonl", "--held-out-chat", "held.jsonl", "--steps", "160", "--rows", "16", "--length", "32", "--rate", "4e-3", "--warm-up", "10", "--checkpoint-every", "160",
            "--hidden", "64", "--layers", "3", "--heads", "2", "--kv-heads", "1", "--head-dimension", "32", "--feed-forward", "128", "--context", "64", "--precision", "Float32");

        void Run(params string[] arguments)
        {
            var (code, output) = TrainingTool.Run(tool, arguments, bench.Folder);
            Assert.True(code == 0, output);
        }
    }
}
