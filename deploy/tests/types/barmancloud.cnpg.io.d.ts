// What deploy/kubernetes uses of the ObjectStore (barmancloud.cnpg.io/v1) of CloudNativePG's Barman Cloud plugin, and what stands beside it:
// no package has the type. `serverName` isn't among it: the plugin wants that of the Cluster's parameters.
interface Key {
  name: string;
  key: string;
}
type Compression = "bzip2" | "gzip" | "lz4" | "snappy" | "xz" | "zstd";
export interface IObjectStore {
  apiVersion: "barmancloud.cnpg.io/v1";
  kind: "ObjectStore";
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: {
    // A recovery window: so many days, weeks or months.
    retentionPolicy?: `${number}${"d" | "w" | "m"}`;
    configuration: {
      destinationPath: string;
      endpointURL?: string;
      endpointCA?: Key;
      s3Credentials?: { accessKeyId?: Key; secretAccessKey?: Key; region?: Key; inheritFromIAMRole?: boolean };
      wal?: { compression?: Compression; encryption?: "AES256" | "aws:kms"; maxParallel?: number };
      data?: { compression?: "bzip2" | "gzip" | "snappy"; encryption?: "AES256" | "aws:kms"; jobs?: number; immediateCheckpoint?: boolean };
    };
  };
}
