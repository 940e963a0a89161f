namespace CloudApp.Contracts.Settings;

/// <summary>Where the application keeps its images.</summary>
public static class ObjectStoreSettingKeys
{
    /// <summary>What S3 clients say where a store has no regions.</summary>
    public const string DefaultRegion = "us-east-1";

    /// <summary>From 0, in the order of use.</summary>
    public static readonly SectionSetting Endpoints = new("ObjectStore:Endpoints", "the S3 address of the own site, e.g. http://192.168.64.12:9000");

    /// <summary>By the site's name.</summary>
    public static readonly SectionSetting Sites = new("ObjectStore:Sites", "the address of that site's object store, e.g. http://192.168.64.14:9000");

    public static readonly TextSetting Bucket = new("ObjectStore:Bucket", "the name of the bucket, e.g. uploads");
    public static readonly TextSetting AccessKey = new("ObjectStore:AccessKey", "the application's access key");
    public static readonly TextSetting SecretKey = new("ObjectStore:SecretKey", "the application's secret key");
}
