// What deploy/kubernetes uses of CloudNativePG's Cluster and ScheduledBackup (postgresql.cnpg.io/v1), and what stands beside it: no package
// has the types. Fields that nobody uses here are left out of the levels below `spec`.
interface Resources {
  requests?: Record<string, string>;
  limits?: Record<string, string>;
}
interface Storage {
  size?: string;
  storageClass?: string;
  resizeInUseVolumes?: boolean;
}
interface Plugin {
  name: string;
  parameters?: Record<string, string>;
}
export interface ICluster {
  apiVersion: "postgresql.cnpg.io/v1";
  kind: "Cluster";
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: {
    instances: number;
    imageName?: string;
    imagePullPolicy?: string;
    primaryUpdateMethod?: "switchover" | "restart";
    primaryUpdateStrategy?: "unsupervised" | "supervised";
    enablePDB?: boolean;
    enableSuperuserAccess?: boolean;
    smartShutdownTimeout?: number;
    startDelay?: number;
    stopDelay?: number;
    switchoverDelay?: number;
    failoverDelay?: number;
    priorityClassName?: string;
    bootstrap?: {
      initdb?: { database?: string; owner?: string; encoding?: string; dataChecksums?: boolean; secret?: { name: string } };
      recovery?: {
        source: string;
        database?: string;
        owner?: string;
        secret?: { name: string };
        recoveryTarget?: { targetTime?: string; targetLSN?: string; targetImmediate?: boolean; exclusive?: boolean };
      };
    };
    externalClusters?: { name: string; plugin: Plugin }[];
    plugins?: (Plugin & { enabled?: boolean; isWALArchiver?: boolean })[];
    postgresql?: {
      parameters?: Record<string, string>;
      pg_hba?: string[];
      synchronous?: {
        method: "any" | "first";
        number: number;
        dataDurability?: "required" | "preferred";
        failoverQuorum?: boolean;
        maxStandbyNamesFromCluster?: number;
        standbyNamesPre?: string[];
        standbyNamesPost?: string[];
      };
    };
    affinity?: {
      enablePodAntiAffinity?: boolean;
      podAntiAffinityType?: "preferred" | "required";
      topologyKey?: string;
      nodeSelector?: Record<string, string>;
    };
    resources?: Resources;
    storage?: Storage;
    walStorage?: Storage;
  };
}
export interface IScheduledBackup {
  apiVersion: "postgresql.cnpg.io/v1";
  kind: "ScheduledBackup";
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: {
    // With six fields: the first is of seconds.
    schedule: `${string} ${string} ${string} ${string} ${string} ${string}`;
    cluster: { name: string };
    suspend?: boolean;
    immediate?: boolean;
    backupOwnerReference?: "none" | "self" | "cluster";
    method?: "plugin" | "volumeSnapshot";
    pluginConfiguration?: Plugin;
    target?: "primary" | "prefer-standby";
    online?: boolean;
  };
}
