using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantSample;

/// <summary>The tools that the shipped model was trained to call. It knows their names and arguments; a model of your own is trained on yours.</summary>
internal static class Commands
{
    public static readonly AITool[] All =
    [
        Declare("AddToPlaylist", "music_item", "artist", "entity_name", "playlist", "playlist_owner"),
        Declare("BookRestaurant", "restaurant_name", "restaurant_type", "cuisine", "served_dish", "party_size_number", "party_size_description", "timeRange", "city", "state", "country", "spatial_relation", "poi", "facility", "sort"),
        Declare("GetWeather", "city", "state", "country", "timeRange", "condition_description", "condition_temperature", "geographic_poi", "spatial_relation", "current_location"),
        Declare("PlayMusic", "music_item", "artist", "album", "track", "playlist", "genre", "service", "year", "sort"),
        Declare("RateBook", "object_name", "object_select", "object_type", "object_part_of_series_type", "rating_value", "rating_unit", "best_rating"),
        Declare("SearchCreativeWork", "object_name", "object_type"),
        Declare("SearchScreeningEvent", "movie_name", "movie_type", "object_type", "object_location_type", "location_name", "spatial_relation", "timeRange"),
    ];

    public static string Show(FunctionCallContent call) => $"{call.Name}({string.Join(", ", call.Arguments?.Select(static a => $"{a.Key}: {a.Value}") ?? [])})";

    private static AIFunctionDeclaration Declare(string name, params string[] arguments) => AIFunctionFactory.CreateDeclaration(name, description: null, JsonSerializer.SerializeToElement(new
    {
        type = "object",
        properties = arguments.ToDictionary(static a => a, static _ => new { type = "string" }, StringComparer.Ordinal),
        additionalProperties = false,
    }));
}
