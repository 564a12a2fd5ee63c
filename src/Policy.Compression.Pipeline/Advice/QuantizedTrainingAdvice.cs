namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>Whether to train with the rounding in it.</summary>
internal static class QuantizedTrainingAdvice
{
    public static Recommendation Of(AdviceRequest request, QuantizationChoice choice)
    {
        var model = request.Model;
        if (model.Kind != ModelKind.Checkpoint || !model.IsDecoder)
            return new(Technique.TrainQuantized, AdviceVerdict.Leave, "Training starts from a checkpoint of a Llama-style decoder (config.json, *.safetensors).", []);
        if (request.Budget == TrainingBudget.None)
            return new(Technique.TrainQuantized, AdviceVerdict.Leave, "There is no time to train: if a gate is missed, take a wider format.", [new(AdviceRules.NoTrainingBudget, "--budget none")]);
        if (request.Data is null)
            return new(Technique.TrainQuantized, AdviceVerdict.Leave, "There is nothing to train on: name examples with --data.", [new(AdviceRules.TooLittleData, "no --data")]);
        if (!choice.HasFewBits)
            return new(Technique.TrainQuantized, AdviceVerdict.Leave, $"{choice.Format} loses too little for training to bring back.", [new(AdviceRules.TrainQuantizedAfterMiss, choice.Words)]);
        return new(
            Technique.TrainQuantized,
            AdviceVerdict.WhenNeeded,
            "When a gate is missed: QAT, then QAD. The pipeline climbs this ladder by itself and keeps the best rung.",
            [new(AdviceRules.TrainQuantizedAfterMiss, choice.Words), new(AdviceRules.TeacherForQuantizedTraining, $"the teacher is {model.Name} before quantisation")])
        {
            Commands = AdvisedText.CompressCommands(request),
            Policy = AdvisedText.Quantizing(request, choice, isTrained: true),
        };
    }
}
