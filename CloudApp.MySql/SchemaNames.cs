namespace CloudApp.MySql;

/// <summary>The schemas that every server begins with.</summary>
public static class SchemaNames
{
    public const string Application = "cloud_app";

    /// <summary>The agents' own table: proof of life, no data of anybody.</summary>
    public const string Agent = "cloudapp_ha";
}
